"""`unused-ignore`: a comment that silences a rule which has nothing to say there."""

from collections.abc import Collection, Iterator

from workbench.findings import Severity
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.rule import Example, Remark, comment_rule


@comment_rule(
    "unused-ignore",
    severity=Severity.INFO,
    category="correctness",
    source="sql-checklist",
    why=(
        "What it was written for is gone, or its name is mistyped. Left in place, it hides the "
        "next real finding of that rule."
    ),
    fix="Remove the comment, or correct the name in it.",
    fires=[
        Example("SELECT id FROM t WHERE x = 1 -- workbench: ignore[«null-comparison»] legacy"),
        Example(
            "-- workbench: ignore-file[«dml-without-where»] nightly\nDELETE FROM t WHERE a = 1"
        ),
        Example("DELETE FROM t -- workbench: ignore[dml-without-where, «dml-without-were»]"),
        Example("DELETE FROM t -- «workbench: ignore» emptied nightly"),
    ],
    quiet=[
        Example("DELETE FROM t -- workbench: ignore[dml-without-where] emptied nightly"),
        Example("/* workbench: ignore-file[dml-without-where] */\nSELECT 1;\nDELETE FROM t"),
        Example("SELECT id FROM t -- workbench: reviewed in March"),
    ],
)
def unused_ignore(
    ignores: Ignores, judged: Collection[str], known: Collection[str]
) -> Iterator[Remark]:
    """Report comments of rules that found nothing (of those ``judged``), or that do not exist."""
    for ignore in ignores.all:
        if not ignore.rule:
            yield Remark(ignore.at, "Names no rule, so it silences nothing.", fix=_NAME_IT)
        elif ignore.rule not in known:
            yield Remark(ignore.at, f"No rule is called {ignore.rule}.", fix=_CORRECT_IT)
    for ignore in ignores.unused(judged):
        yield Remark(ignore.at, f"{ignore.rule} finds nothing here.")


_NAME_IT = "Name the rules in brackets: ignore[select-star]."
_CORRECT_IT = "Correct the name; `workbench explain` shows a rule."
