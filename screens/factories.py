"""How each screen is built; its module is imported when it is first shown."""

from collections.abc import Callable

from screens.frame import WorkbenchScreen
from screens.services import Services

ScreenFactory = Callable[[Services], WorkbenchScreen]


def _home(services: Services) -> WorkbenchScreen:
    from screens.home.screen import HomeScreen  # noqa: PLC0415 - built when first shown

    return HomeScreen(services)


def _brief(services: Services) -> WorkbenchScreen:
    from screens.brief.screen import BriefScreen  # noqa: PLC0415 - built when first shown

    return BriefScreen(services)


def _design(services: Services) -> WorkbenchScreen:
    from screens.design.screen import DesignScreen  # noqa: PLC0415 - built when first shown

    return DesignScreen(services)


def _handbook(services: Services) -> WorkbenchScreen:
    from screens.handbook.screen import HandbookScreen  # noqa: PLC0415 - built when first shown

    return HandbookScreen(services)


def _query(services: Services) -> WorkbenchScreen:
    from screens.query.screen import QueryScreen  # noqa: PLC0415 - built when first shown

    return QueryScreen(services)


def _runbook(services: Services) -> WorkbenchScreen:
    from screens.runbook.screen import RunbookScreen  # noqa: PLC0415 - built when first shown

    return RunbookScreen(services)


FACTORIES: dict[str, ScreenFactory] = {
    "home": _home,
    "brief": _brief,
    "design": _design,
    "handbook": _handbook,
    "query": _query,
    "runbook": _runbook,
}
"""How each screen of the table of commands is built."""
