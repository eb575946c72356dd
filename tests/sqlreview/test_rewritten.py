"""The same query, written in another way or with other aliases, gets the same findings."""

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.errors import SqlglotError

from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.rule import Example

REVIEWER = Reviewer()
ABOUT_ALIASES = {"unused-or-self-alias", "dirty-read"}
"""An alias that is the table's own name; NOLOCK taken for an alias."""

EXAMPLES = st.sampled_from(
    [
        example
        for rule in all_rules()
        if rule.nodes
        for example in (*rule.fires, *rule.quiet)
        if "{" not in example.sql
    ]
)


def found(text: str, dialect: str) -> Counter[str]:
    review = REVIEWER.review(text, "x.sql", dialect)
    return Counter(finding.rule for finding in review.findings)


def trees_of(example: Example) -> list[exp.Expr]:
    """Return the statements of an example; skip one that the parser keeps as text."""
    try:
        trees = parser_dialect(example.dialect).parse(example.plain)
    except SqlglotError:
        trees = []
    known = [tree for tree in trees if tree is not None]
    assume(known and not any(tree.find(exp.Command) for tree in known))
    return known


def written(trees: list[exp.Expr], example: Example, *, pretty: bool = False) -> str:
    dialect = parser_dialect(example.dialect)
    return ";\n".join(dialect.generate(tree, comments=False, pretty=pretty) for tree in trees)


@settings(max_examples=150, deadline=None)
@given(EXAMPLES)
def test_formatting_changes_no_finding(example: Example) -> None:
    trees = trees_of(example)
    lines = written(trees, example, pretty=True)
    assert found(lines, example.dialect) == found(written(trees, example), example.dialect)


def renamed(tree: exp.Expr) -> exp.Expr:
    """Return a statement with other names for its aliases of tables and its CTEs.

    A name that is also one of a column, an output or a table of a schema is left as it is.
    """
    aliases = list(tree.find_all(exp.TableAlias))
    names = {alias.name.lower() for alias in aliases}
    names -= {column.name.lower() for alias in aliases for column in alias.columns}
    names -= {column.name.lower() for column in tree.find_all(exp.Column)}
    names -= {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    names -= {table.name.lower() for table in tree.find_all(exp.Table) if table.args.get("db")}
    copy = tree.copy()
    for identifier in copy.find_all(exp.Identifier):
        holder = identifier.parent
        if identifier.name.lower() not in names:
            continue
        if isinstance(holder, exp.Table):
            qualified = identifier.arg_key != "this" or holder.args.get("db") is not None
        else:
            qualified = not isinstance(holder, exp.TableAlias | exp.Column)
        if not qualified:
            identifier.set("this", f"{identifier.name}_renamed")
    return copy


@settings(max_examples=150, deadline=None)
@given(EXAMPLES)
def test_other_aliases_change_no_finding(example: Example) -> None:
    trees = trees_of(example)
    before = found(written(trees, example), example.dialect)
    after = found(written([renamed(tree) for tree in trees], example), example.dialect)
    for rule in ABOUT_ALIASES:
        del before[rule], after[rule]
    assert before == after
