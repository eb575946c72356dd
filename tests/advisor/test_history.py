"""Advice about the history of attributes, and about hosts without a way to the internet."""

import json
from pathlib import Path

import pytest

from workbench.advisor.advise import advise
from workbench.advisor.history import history_advice
from workbench.cli.main import run
from workbench.designs.brief import Brief
from workbench.designs.model import Dimension, ScdType
from workbench.handbook.handbook import Handbook


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load()


def test_prices_and_states_keep_their_history_and_remarks_do_not(handbook: Handbook) -> None:
    dimension = Dimension.model_validate(
        {
            "name": "dim_products",
            "attributes": [
                {"name": "list_price", "scd_type": "1"},
                {"name": "product_description"},
                {"name": "order_status", "scd_type": "2"},
                {"name": "weight_kg"},
            ],
        }
    )
    found = {one.attribute: one for one in history_advice([dimension], handbook)}
    assert set(found) == {"list_price", "product_description", "order_status"}
    assert found["list_price"].advised is ScdType.TYPE_2
    assert not found["list_price"].agrees
    assert found["product_description"].advised is ScdType.TYPE_1
    assert found["order_status"].agrees


def test_the_advice_on_a_design_names_its_attributes(
    samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["advise", str(samples / "designs" / "bank.yaml"), "--format", "json"]) == 0
    history = json.loads(capsys.readouterr().out)["history"]
    assert {one["attribute"] for one in history} == {"account_status", "risk_class"}


def test_without_a_way_to_the_internet_services_are_ruled_out(handbook: Handbook) -> None:
    brief = Brief(project_name="Plant", business_context="Reports on an air-gapped plant network")
    storage = {one.id: one for one in advise(brief, handbook).technologies["storage"]}
    for service in ("snowflake", "bigquery", "redshift", "databricks"):
        assert storage[service].verdict == "avoid"
        assert any("air-gapped" in text for text in storage[service].against)
    assert storage["postgresql"].verdict != "avoid"
