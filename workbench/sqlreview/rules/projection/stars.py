"""What a star takes, and where its columns go."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import Relation, RelationKind, is_catalogue
from workbench.sqlreview.scopes import Scope

_RUNS = (exp.Block, exp.IfBlock, exp.WhileBlock)
"""What holds the statements of a procedure, whose results go to its caller."""
_HOLDS_RESULT = (exp.Alter, exp.Create, exp.Insert, exp.Export, exp.Cache, exp.In, exp.Merge)


class WholeTables(NamedTuple):
    """A star that takes all columns of stored tables into the result of a statement.

    ``kept_in`` is the table or view that keeps them; None if they go to a reader.
    """

    projection: exp.Expr
    tables: tuple[Relation, ...]
    kept_in: exp.Expr | None

    @property
    def written(self) -> str:
        """The star as its author wrote it."""
        qualifier = self.projection.text("table")
        return f"{qualifier}.*" if qualifier else "SELECT *"

    @property
    def names(self) -> str:
        """The tables, for a sentence."""
        return " and ".join(dict.fromkeys(relation.node.name for relation in self.tables))


def taken_whole(star: exp.Star, context: Context) -> WholeTables | None:
    """Return what ``star`` takes; None if it does not reach a result or leaves columns out."""
    if star.parent.__class__ is exp.Count:
        return None
    projection, qualifier = _projection(star)
    select = projection.parent
    if not isinstance(select, exp.Select) or projection.arg_key != "expressions":
        return None
    if star.args.get("except_"):
        return None
    tables = tuple(
        relation
        for relation in context.scope.relations
        if _is_plain_table(relation) and qualifier in {"", relation.name}
    )
    holders = list(_holders(select, context)) if tables else []
    if not holders or all(_is_work_table(holder) for holder in holders):
        return None
    if not star.meta and _is_piped(context):
        return None  # Nobody wrote it: each step of a pipe passes on what the one before has.
    kept = next((holder for holder in holders if _keeps(holder)), None)
    return WholeTables(projection, tables, kept)


def _is_piped(context: Context) -> bool:
    return any(token.token_type is TokenType.PIPE_GT for token in context.words.tokens)


def _is_work_table(holder: exp.Expr) -> bool:
    """Tell whether rows go into a variable or, by ``INTO #work``, a table of the session."""
    if not isinstance(holder, exp.Into):
        return False
    if isinstance(holder.this.this, exp.Placeholder):
        return True  # a variable that holds a row
    return bool(holder.args.get("temporary")) or holder.this.name.startswith("#")


def _keeps(holder: exp.Expr) -> bool:
    """Tell whether a statement makes a lasting table or view of the rows."""
    if isinstance(holder, (exp.Insert, exp.Alter)):
        return True
    if isinstance(holder, exp.Into):
        return not _is_work_table(holder)
    properties = holder.args.get("properties")
    temporary = properties is not None and properties.find(exp.TemporaryProperty)
    return isinstance(holder, exp.Create) and not temporary


def _projection(star: exp.Star) -> tuple[exp.Expr, str]:
    """Return the projection that a star is, and the relation it names (lower case, or '')."""
    if isinstance(star.parent, exp.Column):
        return star.parent, star.parent.text("table").lower()
    return star, ""


def _is_plain_table(relation: Relation) -> bool:
    if relation.kind is not RelationKind.TABLE or relation.node.args.get("pivots"):
        return False
    return not is_catalogue(relation)


def _holders(select: exp.Expr, context: Context) -> Iterator[exp.Expr]:
    """Follow the rows outward through CTEs and derived tables that are read with *.

    Yields what ends up with them: a statement that stores rows, or the outermost query.
    """
    seen: set[int] = set()
    pending = [select]
    while pending:
        query = pending.pop()
        if id(query) in seen:
            continue
        seen.add(id(query))
        top, holder = context.outermost(query)
        if holder is None or isinstance(holder, _RUNS):
            into = query.args.get("into")
            yield into if into is not None and into.this.name else query
        elif isinstance(holder, _HOLDS_RESULT):
            yield holder
        elif isinstance(holder, (exp.CTE, exp.From, exp.Join)):
            readers = context.readers.get(id(top), ())
            pending += (scope.root for scope, relation in readers if _takes_all(scope, relation))


def _takes_all(scope: Scope, relation: Relation) -> bool:
    for projection in scope.root.expressions:
        if isinstance(projection, exp.Star):
            return True
        is_star = isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
        if is_star and projection.text("table").lower() == relation.name:
            return True
    return False
