"""Every rule links to the handbook."""

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.properties import Properties
from workbench.reports.handbook import found_text
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.spark.values import amount, fault


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load(())


@pytest.mark.parametrize("slug", [rule.slug for rule in all_rules()])
def test_the_source_of_a_rule_is_in_the_handbook(slug: str, handbook: Handbook) -> None:
    (rule,) = (rule for rule in all_rules() if rule.slug == slug)
    assert handbook.get(rule.source) is not None


def test_every_verdict_on_a_property_leads_to_the_handbook(handbook: Handbook) -> None:
    page = handbook.page("spark-properties", Properties)
    verdicts = [
        verdict
        for each in page.properties
        for verdict in (*each.judgements, *each.needs, *each.below)
    ]
    assert len(verdicts) > 30
    assert [verdict.link for verdict in verdicts if handbook.get(verdict.link) is None] == []


def test_properties_that_others_are_measured_by_are_on_the_page(handbook: Handbook) -> None:
    page = handbook.page("spark-properties", Properties)
    names = {each.name for each in page.properties} | set(page.also)
    assert len(names) == len(page.properties) + len(page.also)
    named = {
        name
        for each in page.properties
        for name in (
            *(order.than for order in each.below),
            *(name for need in each.needs for name in need.any),
            *(name for judgement in each.judgements for name in judgement.unless),
        )
    }
    assert named <= names
    assert all(name.startswith(page.prefix) for name in names)


def test_every_limit_of_a_property_can_be_read(handbook: Handbook) -> None:
    page = handbook.page("spark-properties", Properties)
    for each in page.properties:
        assert each.default is None or fault(each.default, each) == "", each.name
        limits = [each.least, each.most]
        limits += [limit for j in each.judgements for limit in (j.below, j.above)]
        assert all(amount(limit, each) is not None for limit in limits if limit), each.name


def test_a_property_is_explained(handbook: Handbook) -> None:
    found = handbook.get("spark-properties/executor-memory-overhead")
    assert found is not None
    text = found_text(found, 80)
    assert "spark.executor.memoryOverhead" in text
    assert "below 384m" in text
    assert "counts MiB" in text
