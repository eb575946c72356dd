"""Every rule links to the handbook."""

import pytest

from workbench.handbook.handbook import Handbook
from workbench.sqlreview.registry import all_rules


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load(())


@pytest.mark.parametrize("slug", [rule.slug for rule in all_rules()])
def test_the_source_of_a_rule_is_in_the_handbook(slug: str, handbook: Handbook) -> None:
    (rule,) = (rule for rule in all_rules() if rule.slug == slug)
    assert handbook.get(rule.source) is not None
