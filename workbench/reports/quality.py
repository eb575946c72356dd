"""The results of quality checks and of reconciliations, as text and as data."""

from collections.abc import Sequence
from typing import Any

from workbench.quality.reconcile import Reconciliation
from workbench.quality.run import CheckResult, Verdict

_SIGNS = {
    Verdict.PASSED: "ok   ",
    Verdict.FAILED: "FAIL ",
    Verdict.EMPTY: "empty",
    Verdict.ERROR: "ERROR",
}


def results_text(results: Sequence[CheckResult]) -> str:
    """Return checks as a table, with the first rows of what failed, and a count of verdicts."""
    width = max((len(each.name) for each in results), default=0)
    tables = max((len(each.table) for each in results), default=0)
    lines: list[str] = []
    for each in results:
        lines.append(
            f"{_SIGNS[each.verdict]}  {each.name:<{width}}  {each.table:<{tables}}  "
            f"{each.type:<14}  {each.detail}".rstrip()
        )
        if each.verdict is Verdict.FAILED:
            lines += [f"         {_row(each.columns, row)}" for row in each.rows]
    counts = ", ".join(
        f"{sum(each.verdict is verdict for each in results)} {verdict}"
        for verdict in Verdict
        if any(each.verdict is verdict for each in results)
    )
    return "\n".join([*lines, "", f"{len(results)} checks: {counts}."]) + "\n"


def results_data(results: Sequence[CheckResult]) -> list[dict[str, Any]]:
    """Return checks as plain data for JSON."""
    return [
        {
            "name": each.name,
            "type": each.type,
            "table": each.table,
            "verdict": each.verdict.value,
            "detail": each.detail,
            "rows": [
                {name: _plain(value) for name, value in zip(each.columns, row, strict=True)}
                for row in each.rows
            ],
        }
        for each in results
    ]


def reconciliation_text(result: Reconciliation, key: Sequence[str]) -> str:
    """Return a reconciliation for people."""
    share = "cannot be said" if result.variance is None else f"{result.variance:.4%}"
    lines = [
        f"{'':<10}{'source':>18}{'target':>18}",
        f"{'rows':<10}{result.source_rows:>18,}{result.target_rows:>18,}",
        f"{'total':<10}{_total(result.source_total):>18}{_total(result.target_total):>18}",
        "",
        f"Difference of the totals: {share} (accepted: {result.tolerance:.2%}).",
        f"Only in the source: {result.only_source:,} keys; only in the target: "
        f"{result.only_target:,}; with other values: {result.differing:,}.",
    ]
    if result.repeated_keys:
        lines.append(
            f"{result.repeated_keys:,} keys stand more than once; their values are summed."
        )
    if result.source_total is None or result.target_total is None:
        lines.append("A side without rows agrees with nothing.")
    for each in result.differences:
        named = _row(tuple(key), each.key)
        lines.append(f"  {named}: {_plain(each.source)} in the source, {_plain(each.target)} here")
    lines += ["", "Agrees." if result.agrees else "Does not agree."]
    return "\n".join(lines) + "\n"


def reconciliation_data(result: Reconciliation) -> dict[str, Any]:
    """Return a reconciliation as plain data for JSON."""
    variance = result.variance
    return {
        "agrees": result.agrees,
        "source": {"rows": result.source_rows, "total": result.source_total},
        "target": {"rows": result.target_rows, "total": result.target_total},
        "variance": None if variance in (None, float("inf")) else variance,
        "tolerance": result.tolerance,
        "only_source": result.only_source,
        "only_target": result.only_target,
        "differing": result.differing,
        "repeated_keys": result.repeated_keys,
        "differences": [
            {
                "key": [_plain(part) for part in each.key],
                "source": _plain(each.source),
                "target": _plain(each.target),
            }
            for each in result.differences
        ],
    }


def _row(columns: Sequence[str], row: Sequence[Any]) -> str:
    pairs = zip(columns, row, strict=True)
    return ", ".join(f"{name} {_plain(value)}" for name, value in pairs)


def _total(value: float | None) -> str:
    return "no rows" if value is None else f"{value:,.2f}"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a database holds
    return value if isinstance(value, int | float | bool) or value is None else str(value)
