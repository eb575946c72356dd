"""`optimizer-hint`: the query tells the optimiser how to run it."""

import re
from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.scans.table_hints import hint_words, word_before, word_behind

_PINS_PLAN = frozenset({"INDEX", "FORCESEEK", "FORCESCAN", "NOEXPAND"})
_LOCKS = frozenset({"TABLOCK", "TABLOCKX", "PAGLOCK", "HOLDLOCK", "XLOCK"})
"""They pin no plan, but how much is locked."""
_HARMLESS_OPTIONS = frozenset({"MAXRECURSION", "LABEL"})
_MILD_OPTIONS = frozenset({"RECOMPILE", "MAXDOP"})
_HARMLESS_HINTS = frozenset(
    {"MAX_EXECUTION_TIME", "SET_VAR", "QB_NAME", "APPEND", "PARALLEL", "NO_PARALLEL"}
)
_ADVICE = frozenset(
    {"BROADCAST", "BROADCASTJOIN", "MAPJOIN", "REPARTITION", "COALESCE", "REBALANCE"}
)
"""Spark hints that say what statistics cannot: part of normal tuning there."""


@rule(
    "optimizer-hint",
    nodes=(
        exp.Hint,
        exp.WithTableHint,
        exp.IndexTableHint,
        exp.QueryOption,
        exp.Join,
        exp.Table,
        exp.Select,
    ),
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist",
    why=(
        "A hint freezes today's plan: when the data grows, an index is dropped or the engine is "
        "upgraded, the query stays with a plan that is no longer the best, or fails."
    ),
    fix="Refresh statistics and correct the predicate or the index first; keep a hint as last aid.",
    impact="None today; the plan cannot follow the data.",
    fires=[
        Example("SELECT x FROM a «FORCE» INDEX (ix) WHERE x = 1", "mysql"),
        Example("SELECT x FROM a WITH («INDEX»(ix)) WHERE x = 1", "tsql"),
        Example("SELECT «/*+ INDEX(a ix) */» x FROM a WHERE x = 1", "oracle"),
        Example("SELECT a.x FROM a INNER «LOOP» JOIN b ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM a «STRAIGHT_JOIN» b ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i OPTION («FORCE ORDER»)", "tsql"),
        Example("SELECT «/*+ INDEX(a ix) */» x FROM a WHERE x = 1"),
        Example("SELECT «STRAIGHT_JOIN» a.x FROM a INNER JOIN b ON b.i = a.i", "mysql"),
        Example("SELECT «/*+ BROADCAST(b) */» a.x FROM a JOIN b ON b.i = a.i", "spark"),
        Example("SELECT x FROM a «INDEXED BY» ix WHERE x = 1", "sqlite"),
        Example("SELECT x FROM a WITH («TABLOCK») WHERE x = 1", "tsql"),
        Example("SELECT x FROM a WHERE x = 1 OPTION («MAXDOP» 1)", "tsql"),
    ],
    quiet=[
        Example("SELECT x FROM a WITH (NOLOCK) WHERE x = 1", "tsql"),
        Example("SELECT x FROM a WITH (UPDLOCK, READPAST) WHERE x = 1", "tsql"),
        Example("DELETE FROM a WITH (TABLOCK) WHERE x = 1", "tsql"),
        Example("WITH r AS (SELECT 1 AS n) SELECT n FROM r OPTION (MAXRECURSION 100)", "tsql"),
        Example("SELECT /* + not a hint */ x FROM a WHERE x = 1", "oracle"),
        Example("SELECT /*+ MAX_EXECUTION_TIME(1000) */ x FROM a WHERE x = 1", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i", "postgres"),
        Example("SELECT x AS index_hint FROM a WHERE x = 1", "snowflake"),
        Example("SELECT x FROM a WHERE x = 1 FOR JSON PATH", "tsql"),
        Example("SELECT x FROM a WHERE x = 1 FOR XML PATH(''), TYPE", "tsql"),
    ],
)
def optimizer_hint(node: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report what pins an index, a join order or a join method."""
    if isinstance(node, exp.Join):
        method = node.args.get("hint") or node.args.get("kind")
        if node.args.get("hint") or method == "STRAIGHT_JOIN":
            word = str(method).upper()
            message = f"{word} pins how {node.this.alias_or_name} is joined."
            yield Remark(word_before(node.this, {word}, context), message)
    elif isinstance(node, exp.Table):
        if node.args.get("indexed"):
            message = f"INDEXED BY pins the index by which {node.name} is read."
            yield Remark(word_behind(node.this, {"INDEXED", "INDEXED BY"}, context), message)
    elif isinstance(node, exp.Select):
        modifiers = node.args.get("operation_modifiers") or ()
        if any(modifier.name.upper() == "STRAIGHT_JOIN" for modifier in modifiers):
            at = word_behind(context.tree, {"STRAIGHT_JOIN"}, context)
            yield Remark(at, "STRAIGHT_JOIN pins the order of all joins.")
    elif isinstance(node, exp.Hint):
        yield from _comment(node, context)
    elif isinstance(node, exp.QueryOption):
        yield from _option(node, context)
    elif node.parent is not None:
        yield from _table_hint(node, node.parent, context)


def _comment(hint: exp.Hint, context: Context) -> Iterator[Remark]:
    texts = (part.name if isinstance(part, exp.Expr) else str(part) for part in hint.expressions)
    names = {re.split(r"\W", text.upper(), maxsplit=1)[0] for text in texts}
    if hint.parent is None or (names and names <= _HARMLESS_HINTS):
        return
    usual = bool(names) and names <= _ADVICE
    start = context.ranges.of(hint.parent).start - context.words.base
    for index, token in enumerate(context.words.tokens):
        if token.token_type == TokenType.HINT and token.start >= start:
            at = context.words.span(index)
            severity = Severity.HINT if usual else None
            yield Remark(at, "This hint pins a part of the plan.", severity=severity)
            return


def _option(option: exp.QueryOption, context: Context) -> Iterator[Remark]:
    if option.arg_key != "options":
        return  # FOR XML, FOR JSON
    phrase = option.name.upper().split()
    at = context.words.find(*phrase, start=max(0, context.words.find("OPTION")))
    if phrase[0] not in _HARMLESS_OPTIONS and at >= 0:
        span = context.words.span(at, at + len(phrase) - 1)
        yield Remark(
            span,
            f"OPTION ({' '.join(phrase)}) pins the plan of the whole query.",
            severity=Severity.HINT if phrase[0] in _MILD_OPTIONS else None,
        )


def _table_hint(hint: exp.Expr, table: exp.Expr, context: Context) -> Iterator[Remark]:
    if isinstance(hint, exp.IndexTableHint):
        pinned = [hint.name.upper()]
    else:
        pinned = [word for word in hint_words(hint) if word in _PINS_PLAN]
    if pinned:
        what = f"{pinned[0]} INDEX" if isinstance(hint, exp.IndexTableHint) else pinned[0]
        at = word_behind(table.this, pinned, context)
        yield Remark(at, f"{what} pins how {table.name} is read.")
    elif isinstance(hint, exp.WithTableHint) and isinstance(context.scope.root, exp.Select):
        locks = [word for word in hint_words(hint) if word in _LOCKS]
        if locks:
            yield Remark(
                word_behind(table.this, locks, context),
                f"{locks[0]} makes this query lock more of {table.name} than it reads.",
                severity=Severity.HINT,
                confidence=Confidence.LIKELY,
            )
