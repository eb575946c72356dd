from pathlib import Path

import pytest

from workbench.advisor.knowledge import ADVICE_KINDS, AdviceKnowledge
from workbench.designs.brief import Brief
from workbench.designs.store import read_design
from workbench.handbook.handbook import Handbook


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    return Handbook.load(kinds=frozenset(ADVICE_KINDS))


@pytest.fixture(scope="session")
def knowledge(handbook: Handbook) -> AdviceKnowledge:
    return AdviceKnowledge.of(handbook)


@pytest.fixture(scope="session")
def shop(samples: Path) -> Brief:
    brief = read_design(samples / "briefs" / "ecommerce.yaml").brief
    assert brief
    return brief
