"""The shipped signatures and runbook, loaded once."""

import datetime

import pytest

from workbench.handbook.handbook import Handbook
from workbench.triage.catalogue import KINDS, Catalogue
from workbench.triage.journal import Clock


@pytest.fixture(scope="session")
def book() -> Handbook:
    return Handbook.load(kinds=KINDS | {"tree"})


@pytest.fixture(scope="session")
def catalogue(book: Handbook) -> Catalogue:
    return Catalogue.of(book)


@pytest.fixture
def clock() -> Clock:
    """A clock that moves one minute each time it is read."""
    moments = iter(range(10_000))
    start = datetime.datetime(2024, 5, 14, 2, 0, tzinfo=datetime.UTC)
    return lambda: start + datetime.timedelta(minutes=next(moments))
