"""What the rules about altered tables ask of a column definition."""

from collections.abc import Iterator

from sqlglot import exp

_SERIALS = frozenset({exp.DType.SERIAL, exp.DType.SMALLSERIAL, exp.DType.BIGSERIAL})


def added_columns(alter: exp.Expr) -> Iterator[exp.ColumnDef]:
    """Yield the columns that an ALTER TABLE adds."""
    for action in alter.args.get("actions") or ():
        inner = action.expressions if isinstance(action, exp.Schema) else [action]
        yield from (column for column in inner if isinstance(column, exp.ColumnDef))


def constraints(column: exp.ColumnDef) -> Iterator[exp.Expr]:
    """Yield what a column definition says behind the type."""
    for constraint in column.args.get("constraints") or ():
        kind = constraint.args.get("kind")
        if isinstance(kind, exp.Expr):
            yield kind


def is_required(column: exp.ColumnDef) -> bool:
    """Tell whether a column is declared NOT NULL."""
    return any(
        isinstance(kind, exp.NotNullColumnConstraint) and not kind.args.get("allow_null")
        for kind in constraints(column)
    )


def default_of(column: exp.ColumnDef) -> exp.Expr | None:
    """Return the default value of a column."""
    for kind in constraints(column):
        if isinstance(kind, exp.DefaultColumnConstraint) and isinstance(kind.this, exp.Expr):
            return kind.this
    return None


def is_serial(column: exp.ColumnDef) -> bool:
    """Tell whether the type of a column takes its values from a sequence."""
    kind = column.args.get("kind")
    return isinstance(kind, exp.DataType) and kind.this in _SERIALS


def fills_itself(column: exp.ColumnDef) -> bool:
    """Tell whether existing rows get a value for the column without being told one."""
    own = (
        exp.AutoIncrementColumnConstraint,
        exp.ComputedColumnConstraint,
        exp.DefaultColumnConstraint,
        exp.GeneratedAsIdentityColumnConstraint,
        exp.GeneratedAsRowColumnConstraint,
    )
    return is_serial(column) or any(isinstance(kind, own) for kind in constraints(column))
