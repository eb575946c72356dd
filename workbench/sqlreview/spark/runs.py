"""How often a frame is worked out: once for each action behind it, unless it is kept."""

from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.steps import Kind, Step

_DEEPEST = 200


def runs_of(frame: Step) -> list[Step]:
    """Return the actions that have ``frame`` worked out, those in a further loop twice.

    All actions behind a frame that is kept count as one.
    """
    found: list[Step] = []
    for user in frame.users:
        actions = _actions(user, 0)
        found += actions[:1] if user.kept else actions
    repeated = [step for step in found if _loops_more(step, frame)]
    return [*found, *repeated]


def _actions(step: Step, depth: int) -> list[Step]:
    if step.kind is Kind.ACTION:
        return [step]
    if depth > _DEEPEST:
        return []
    found: list[Step] = []
    for user in step.users:
        actions = _actions(user, depth + 1)
        found += actions[:1] if user.kept else actions
        if len(found) > _DEEPEST:
            break
    return found


def _loops_more(step: Step, frame: Step) -> bool:
    return step.where.function == frame.where.function and len(step.where.loops) > len(
        frame.where.loops
    )


def together(actions: list[Step]) -> list[Step]:
    """Return actions of which none excludes another: as many as one run can meet."""
    chosen: list[Step] = []
    for action in actions:
        if not any(action.where.excludes(other.where) for other in chosen):
            chosen.append(action)
    return chosen


def is_costly(frame: Step) -> bool:
    """Tell whether working out a frame moves rows or runs over each more than a scan does."""
    return any(step.moves_rows for step in frame.lineage())


def is_partial(action: Step) -> bool:
    """Tell whether an action needs only the first rows."""
    return action.method in methods.PARTIAL
