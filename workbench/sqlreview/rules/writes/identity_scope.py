"""`identity-scope`: the last identity value of any table, not of this insert."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule

_DIALECTS = frozenset({"tsql", "fabric", "generic"})


@rule(
    "identity-scope",
    nodes=(exp.Parameter, exp.Anonymous, exp.Command),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why=(
        "@@IDENTITY is the last value in the session, triggers included; IDENT_CURRENT is the "
        "last of the table, by any session."
    ),
    fix="Use SCOPE_IDENTITY(), or OUTPUT inserted.id for several rows.",
    impact="A wrong key, as soon as a trigger inserts elsewhere or another session writes.",
    fires=[
        Example("SELECT «@@IDENTITY»", "tsql"),
        Example("SET @id = «@@IDENTITY»", "tsql"),
        Example("DECLARE @id INT = «@@identity»", "tsql"),
        Example("SELECT «IDENT_CURRENT('orders')»", "tsql"),
        Example("INSERT INTO log (order_id) VALUES («@@IDENTITY»)", "fabric"),
    ],
    quiet=[
        Example("SELECT SCOPE_IDENTITY()", "tsql"),
        Example("SELECT @@ROWCOUNT", "tsql"),
        Example("SELECT @identity", "tsql"),
        Example("SELECT @@identity", "mysql"),
        Example("SELECT identity FROM t", "tsql"),
        Example("INSERT INTO t (a) OUTPUT inserted.id VALUES (1)", "tsql"),
    ],
)
def identity_scope(node: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report @@IDENTITY and IDENT_CURRENT."""
    if context.dialect not in _DIALECTS:
        return
    if isinstance(node, exp.Anonymous):
        if node.name.upper() == "IDENT_CURRENT":
            yield Remark(context.ranges.of(node), "IDENT_CURRENT may be another session's value.")
        return
    if isinstance(node, exp.Parameter) and not isinstance(node.this, exp.Parameter):
        return
    words = context.words
    for index in words.all("@", "@", "IDENTITY"):
        yield Remark(words.span(index, index + 2), "@@IDENTITY may be the key of another table.")
