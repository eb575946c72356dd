import pytest

from workbench.advisor.knowledge import ADVICE_KINDS
from workbench.handbook.handbook import Handbook
from workbench.reports.handbook import found_text


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load(kinds=frozenset(ADVICE_KINDS))


@pytest.mark.parametrize(
    ("ref", "parts"),
    [
        (
            "advise-patterns/lambda-both",
            [
                "When: real_time_consumers is 1 or more and batch_consumers is 1 or more",
                "Effect: +40 for lambda",
            ],
        ),
        ("advise-patterns/kappa-nothing-to-replay", ["Effect: rules out kappa"]),
        (
            "advise-patterns/lambda-not-both",
            ["When: real_time_consumers is below 1 or batch_consumers is below 1"],
        ),
        ("advise-orchestration/prefect-on-prem", ["Has aged, as of 2025-06-30", "erratum 11"]),
        ("advise-risks/budget-exceeded", ["Effect: a risk (error)", "Do: Shorten"]),
        ("prices-aws/object-storage", ["0.021 to 0.023 USD", "https://aws.amazon.com/s3/pricing/"]),
        ("sizing/columnar-share", ["0.2 to 0.5 of the raw size"]),
        ("source-kinds/kafka", ["Words: Kafka, MSK", "Can be replayed."]),
        ("variations/team-size", ["Field: constraints.team_size", "Tried: 1, 2, 3"]),
    ],
)
def test_every_reason_can_be_looked_up(handbook: Handbook, ref: str, parts: list[str]) -> None:
    found = handbook.get(ref)
    assert found
    text = found_text(found, 100)
    for part in parts:
        assert part in text
