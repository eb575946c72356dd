"""`optimizer-hint`: the query tells the optimiser how to run it."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.scans.table_hints import (
    end_of_hint,
    hint_behind,
    hint_words,
    word_before,
    word_behind,
)
from workbench.sqlreview.words import Words

_PINS_PLAN = frozenset({"INDEX", "FORCESEEK", "FORCESCAN", "NOEXPAND"})
_LOCKS = frozenset({"TABLOCK", "TABLOCKX", "PAGLOCK", "HOLDLOCK", "XLOCK"})
"""They pin no plan, but how much is locked."""
_BATCHES = frozenset({"tsql", "fabric"})
_OPTIONS_WITH_BRACKETS = (("USE", "HINT"), ("TABLE", "HINT"), ("OPTIMIZE", "FOR"))
_HARMLESS_OPTIONS = frozenset({"MAXRECURSION", "LABEL"})
_MILD_OPTIONS = frozenset({"RECOMPILE", "MAXDOP"})
_HARMLESS_HINTS = frozenset(
    {"MAX_EXECUTION_TIME", "SET_VAR", "QB_NAME", "APPEND", "PARALLEL", "NO_PARALLEL"}
    | {"IGNORE_ROW_ON_DUPKEY_INDEX", "CHANGE_DUPKEY_ERROR_INDEX", "RETRY_ON_ROW_CHANGE"}
    | {"APPEND_VALUES", "NOAPPEND", "MONITOR", "NO_MONITOR", "GATHER_PLAN_STATISTICS"}
)
_HINTED = frozenset(
    {"generic", "oracle", "mysql", "singlestore", "doris", "starrocks", "hive", "spark", "spark2"}
    | {"databricks", "postgres"}
)
"""Dialects whose engines read hints in comments; PostgreSQL with an extension."""
_CALL = re.compile(r"\s*[A-Za-z_]\w*\s*\(")
_BRACKETS = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"[A-Za-z_]\w*")
_ADVICE = frozenset(
    {"BROADCAST", "BROADCASTJOIN", "MAPJOIN", "REPARTITION", "COALESCE", "REBALANCE"}
)
"""Spark hints that say what statistics cannot: part of normal tuning there."""


_OUTGROWN = (
    "A hint freezes today's plan: when a table outgrows the memory of a worker or the cluster "
    "changes, the query stays with a plan that is no longer the best, or fails."
)


@rule(
    "optimizer-hint",
    nodes=(
        exp.WithTableHint,
        exp.IndexTableHint,
        exp.QueryOption,
        exp.Join,
        exp.Table,
        exp.Query,
        exp.DML,
        exp.Create,
        exp.Command,
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
    on={
        EngineKind.COLUMN_STORE: Texts(
            why="A hint freezes today's plan: when the data grows or the engine is upgraded, the "
            "query stays with a plan that is no longer the best, or fails.",
            fix="Refresh statistics and correct the filter or the join first; keep a hint as last "
            "aid.",
        ),
        "spark": Texts(
            why=_OUTGROWN,
            fix="Refresh statistics (ANALYZE TABLE … COMPUTE STATISTICS) and leave adaptive "
            "execution on; keep a hint as last aid.",
        ),
        "databricks": Texts(
            why=_OUTGROWN,
            fix="Refresh statistics (ANALYZE TABLE … COMPUTE STATISTICS) and leave adaptive "
            "execution on; keep a hint as last aid.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why=_OUTGROWN,
            fix="Refresh statistics and correct the filter or the join first; keep a hint as last "
            "aid.",
        ),
    },
    fires=[
        Example("SELECT x FROM a «FORCE INDEX (ix)» WHERE x = 1", "mysql"),
        Example("SELECT x FROM a WITH («INDEX(ix)») WHERE x = 1", "tsql"),
        Example("SELECT «/*+ INDEX(a ix) */» x FROM a WHERE x = 1", "oracle"),
        Example("SELECT a.x FROM a INNER «LOOP» JOIN b ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM a «STRAIGHT_JOIN» b ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i OPTION («FORCE ORDER»)", "tsql"),
        Example("SELECT «/*+ INDEX(a ix) */» x FROM a WHERE x = 1"),
        Example("SELECT «STRAIGHT_JOIN» a.x FROM a INNER JOIN b ON b.i = a.i", "mysql"),
        Example("SELECT «/*+ BROADCAST(b) */» a.x FROM a JOIN b ON b.i = a.i", "spark"),
        Example("SELECT x FROM a «USE KEY FOR ORDER BY (ix)» WHERE y = 1 ORDER BY x", "mysql"),
        Example("SELECT x FROM a «INDEXED BY ix» WHERE x = 1", "sqlite"),
        Example("SELECT x FROM a NOT «INDEXED» WHERE x = 1", "sqlite"),
        Example("SELECT x FROM a («INDEX = ix») WHERE x = 1", "tsql"),
        Example("SELECT x FROM a OPTION («TABLE HINT(a, INDEX(ix))»)", "tsql"),
        Example("SELECT x FROM a WITH («TABLOCK») WHERE x = 1", "tsql"),
        Example("SELECT x FROM a WHERE x = 1 OPTION («MAXDOP 1»)", "tsql"),
        Example("SELECT x FROM a WHERE x = 1 OPTION («USE HINT('X')»)", "tsql"),
        Example("SELECT x FROM a OPTION («MAXDOP 1», «OPTIMIZE FOR (@p = 1)»)", "tsql"),
        Example("SELECT x FROM a WITH («INDEX = ix», NOLOCK) WHERE x = 1", "tsql"),
        Example("SELECT «--+ INDEX(a ix)»\n x FROM a WHERE x = 1", "oracle"),
        Example("UPDATE «/*+ PARALLEL(4) INDEX(a ix) */» a SET x = 1 WHERE y = 2", "oracle"),
        Example("«/*+ SeqScan(a) */» SELECT x FROM a WHERE x = 1", "postgres"),
    ],
    quiet=[
        Example("SELECT x FROM a WITH (NOLOCK) WHERE x = 1", "tsql"),
        Example("SELECT x FROM a WITH (UPDLOCK, READPAST) WHERE x = 1", "tsql"),
        Example("SELECT x FROM a WITH (UPDLOCK, HOLDLOCK) WHERE x = 1", "tsql"),
        Example("SELECT x FROM f(index_of) WHERE x = 1", "tsql"),
        Example("DELETE FROM a WITH (TABLOCK) WHERE x = 1", "tsql"),
        Example("WITH r AS (SELECT 1 AS n) SELECT n FROM r OPTION (MAXRECURSION 100)", "tsql"),
        Example("SELECT /* + not a hint */ x FROM a WHERE x = 1", "oracle"),
        Example("SELECT /*+ MAX_EXECUTION_TIME(1000) */ x FROM a WHERE x = 1", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i", "postgres"),
        Example("SELECT /*+ the newest only */ x FROM a WHERE x = 1", "postgres"),
        Example("SELECT '/*+ INDEX(a ix) */' AS x FROM a -- /*+ FULL(a) */\nWHERE x = 1", "oracle"),
        Example("INSERT /*+ APPEND PARALLEL(t 4) */ INTO t (a) SELECT a FROM s", "oracle"),
        Example(
            "INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX (t (a)) */ INTO t (a) SELECT a FROM s", "oracle"
        ),
        Example("SELECT x AS index_hint FROM a WHERE x = 1", "snowflake"),
        Example("SELECT x FROM a WHERE x = 1 FOR JSON PATH", "tsql"),
        Example("CREATE VIEW v AS SELECT x FROM a WITH READ ONLY", "oracle"),
        Example("SELECT x FROM a WHERE x = 1 FOR XML PATH(''), TYPE", "tsql"),
    ],
)
def optimizer_hint(node: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report what pins an index, a join order or a join method."""
    kind = node.__class__
    if kind is _Table:
        pins = node.args.get("indexed") is not None or node.this.__class__ is _Anonymous
    elif kind is _Join:
        given = node.args.get
        pins = bool(given("hint")) or given("kind") == "STRAIGHT_JOIN"
    elif kind is _Select:
        pins = node.args.get("operation_modifiers") is not None
    else:
        pins = kind not in _HINTLESS
    return _pinned(node, context) if pins or node is context.tree else ()


_Anonymous, _Join, _Select, _Table = exp.Anonymous, exp.Join, exp.Select, exp.Table
_HINTLESS = frozenset({exp.Except, exp.Intersect, exp.Subquery, exp.Union})


def _pinned(node: exp.Expr, context: Context) -> Iterator[Remark]:
    if node is context.tree:
        yield from _comments(context)
        if context.dialect in _BATCHES and (context.written or isinstance(node, exp.Command)):
            yield from _not_parsed(context.written or context.words)
    if isinstance(node, exp.Table):
        indexed = node.args.get("indexed")
        if indexed is not None:
            yield _indexed(node, context)
        elif isinstance(node.this, exp.Anonymous) and context.dialect in _BATCHES:
            yield from _without_with(node.this, context)
    elif isinstance(node, exp.Join):
        hint, kind = node.args.get("hint"), node.args.get("kind")
        if hint or kind == "STRAIGHT_JOIN":
            word = str(hint or kind).upper()
            message = f"{word} pins how {node.this.alias_or_name} is joined."
            yield Remark(word_before(node.this, {word}, context), message)
    elif isinstance(node, exp.Select):
        modifiers = node.args.get("operation_modifiers") or ()
        if modifiers and any(modifier.name.upper() == "STRAIGHT_JOIN" for modifier in modifiers):
            at = word_behind(context.tree, {"STRAIGHT_JOIN"}, context)
            yield Remark(at, "STRAIGHT_JOIN pins the order of all joins.")
    elif isinstance(node, exp.QueryOption):
        yield from _option(node, context)
    elif isinstance(node, (exp.WithTableHint, exp.IndexTableHint)) and node.parent is not None:
        yield from _table_hint(node, node.parent, context)


def _comments(context: Context) -> Iterator[Remark]:
    words = context.words
    marks = ("/*+", "--+") if context.dialect == "oracle" else ("/*+",)
    for mark in marks if context.dialect in _HINTED else ():
        for comment, at in words.comments(mark):
            text = comment[len(mark) :].removesuffix("*/")
            if context.dialect == "postgres" and not _CALL.match(text):
                continue
            while _BRACKETS.search(text):
                text = _BRACKETS.sub(" ", text)
            names = {name.upper() for name in _NAME.findall(text)}
            if names and names <= _HARMLESS_HINTS:
                continue
            usual = bool(names) and names <= _ADVICE
            severity = Severity.HINT if usual else None
            yield Remark(at, "This hint pins a part of the plan.", severity=severity)


def _indexed(table: exp.Table, context: Context) -> Remark:
    """Report the words by which SQLite is told to use an index, or none."""
    if table.args["indexed"]:
        message = f"INDEXED BY pins the index by which {table.name} is read."
        return Remark(hint_behind(table.this, {"INDEXED", "INDEXED BY"}, context), message)
    message = f"NOT INDEXED keeps every index of {table.name} from being used."
    return Remark(word_behind(table.this, {"INDEXED", "NOT INDEXED"}, context), message)


def _without_with(table: exp.Anonymous, context: Context) -> Iterator[Remark]:
    """Report the old form of a hint, in brackets only, which reads like a function."""
    for part in table.expressions:
        hint = part.this if isinstance(part, exp.EQ) else part
        if hint.name.upper() in _PINS_PLAN:
            at = hint_behind(table, {hint.name.upper()}, context)
            yield Remark(at, f"{hint.name.upper()} pins how {table.name} is read.")
            return


def _not_parsed(words: Words) -> Iterator[Remark]:
    """Report the hints that the parser stumbles over."""
    option = words.find("OPTION", "(")
    for phrase in _OPTIONS_WITH_BRACKETS if option >= 0 else ():
        at = words.find(*phrase, "(", start=option)
        if at >= 0 and words.at(at - 1) in {"(", ","}:
            message = f"OPTION ({' '.join(phrase)}) pins the plan of the whole query."
            yield Remark(words.span(at, end_of_hint(words, at + 1)), message)


def _option(option: exp.QueryOption, context: Context) -> Iterator[Remark]:
    if option.arg_key != "options":
        return  # FOR XML, FOR JSON
    phrase = option.name.upper().split()
    if phrase[0] == "WITH":
        return  # WITH READ ONLY, WITH CHECK OPTION of a view
    at = context.words.find(*phrase, start=max(0, context.words.find("OPTION")))
    if phrase[0] not in _HARMLESS_OPTIONS and at >= 0:
        span = context.words.span(at, end_of_hint(context.words, at + len(phrase) - 1))
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
        at = hint_behind(table.this, pinned, context)
        yield Remark(at, f"{what} pins how {table.name} is read.")
    elif isinstance(hint, exp.WithTableHint) and isinstance(context.scope.root, exp.Select):
        words = hint_words(hint)
        locks = [word for word in words if word in _LOCKS]
        if locks and "UPDLOCK" not in words:
            yield Remark(
                word_behind(table.this, locks, context),
                f"{locks[0]} makes this query lock more of {table.name} than it reads.",
                severity=Severity.HINT,
                confidence=Confidence.LIKELY,
            )
