"""A script: the statements of one text together, for rules that look at several of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlglot import exp
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.dialects import EngineKind, engine_kind, parser_dialect
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.splitting import split
from workbench.sqlreview.statements import Statement, written_words
from workbench.sqlreview.tables import created_relation, defined_table, full_name, new_name
from workbench.sqlreview.words import Words

Definition = exp.Create | exp.Drop | exp.Alter | exp.TruncateTable

_KEPT = (
    exp.Alter,
    exp.Commit,
    exp.Create,
    exp.Drop,
    exp.IfBlock,
    exp.Rollback,
    exp.Set,
    exp.Transaction,
    exp.TruncateTable,
)
"""Statements whose tree a script keeps. Long scripts are mostly data: of those, words do."""

_SELECTS_INTO = frozenset({"fabric", "postgres", "redshift", "tsql"})
"""Dialects in which ``SELECT … INTO t`` makes a table."""

PLAIN = frozenset(
    {
        TokenType.DELETE,
        TokenType.INSERT,
        TokenType.L_PAREN,
        TokenType.MERGE,
        TokenType.SELECT,
        TokenType.UPDATE,
        TokenType.WITH,
    }
)
"""What queries and writes begin with; they hold neither control flow nor function bodies."""


@dataclass(slots=True)
class Step:
    """One statement of a script: its words, and its tree if it defines or controls something.

    ``body`` tells a statement inside a routine or block, or a function body in dollar quotes.
    ``written`` are the words of a definition that had to be changed to be read; ``text`` is the
    statement as it stands there (nothing of a body), for a quicker look than one at all words.
    ``makes`` is the full name of the table that a ``SELECT … INTO`` makes.
    """

    words: Words
    tree: exp.Expr | None = None
    body: bool = False
    written: Words | None = None
    text: str = ""
    makes: str = ""


class Defined(NamedTuple):
    """A definition in a script: on which table, and whether the script made that table itself."""

    step: Step
    node: Definition
    table: str
    is_new: bool

    @property
    def guarded(self) -> bool:
        """Whether the definition stands under an IF, or in the body of a routine."""
        return self.node.parent is not None or self.step.body


@dataclass
class Script:
    """The statements of one text in their order, those that were not understood included."""

    dialect: str
    in_loop: bool = False
    """Whether a program runs it once for each element of a loop."""
    schema: Schema | None = None
    """What is known of tables, those that the script makes included."""
    steps: list[Step] = field(default_factory=list)
    _inner: dict[int, list[Step]] = field(default_factory=dict)
    """Definitions inside routines and blocks, by how many steps stand before them."""

    @property
    def engine(self) -> EngineKind:
        """What kind of engine the script runs on."""
        return engine_kind(self.dialect)

    @property
    def is_plain(self) -> bool:
        """Whether all statements are queries and writes, which define and control nothing."""
        return all(step.words.first in PLAIN for step in self.steps)

    def add(self, statement: Statement) -> bool:
        """Append a statement and tell whether its tree is kept.

        Of those inside routines and blocks only definitions are.
        """
        tree = statement.tree if isinstance(statement.tree, _KEPT) else None
        makes = _made_by_query(statement.tree) if self.dialect in _SELECTS_INTO else ""
        if statement.inner and not isinstance(tree, Definition) and not makes:
            return False
        words = Words(_as_written(statement), statement.base, statement.text, self.dialect)
        if statement.inner:
            self._inner.setdefault(len(self.steps), []).append(
                Step(words, tree, body=True, makes=makes)
            )
        else:
            written = written_words(statement, self.dialect) if tree is not None else None
            tokens = statement.tokens
            text = statement.text[tokens[0].start : tokens[-1].end + 1]
            self.steps.append(Step(words, tree, written=written, text=text, makes=makes))
        return tree is not None

    @cached_property
    def definitions(self) -> list[Defined]:
        """Every CREATE, DROP, ALTER and TRUNCATE of the script in order."""
        created: set[str] = set()
        found: list[Defined] = []
        for step in self._with_inner():
            if step.makes:
                created.add(step.makes)
            for node in _definitions_in(step.tree):
                table = defined_table(node)
                name = full_name(table) if table is not None else ""
                found.append(Defined(step, node, name, name in created))
                renamed = new_name(node)
                made = created_relation(node)
                if made is not None:
                    created.add(full_name(made))
                elif renamed and name in created:
                    created.add(renamed)
        return found

    def _with_inner(self) -> Iterator[Step]:
        for position in range(len(self.steps) + 1):
            yield from self._inner.get(position, ())
            yield from self.steps[position : position + 1]

    @cached_property
    def with_bodies(self) -> list[Step]:
        """The steps, each followed by those of a function body in dollar quotes inside it."""
        return [part for step in self.steps for part in (step, *self._body(step))]

    def _body(self, step: Step) -> Iterator[Step]:
        for token in step.words.tokens if step.words.first not in PLAIN else ():
            raw = token.token_type is TokenType.RAW_STRING and self.dialect == "snowflake"
            if token.token_type is not TokenType.HEREDOC_STRING and not raw:
                continue
            quotes = (token.end + 1 - token.start - len(token.text)) // 2
            try:
                tokens = parser_dialect(self.dialect).tokenize(token.text)
            except (TokenError, ValueError, RecursionError):
                continue
            base = step.words.base + token.start + quotes
            for chunk in split(tokens, self.dialect):
                yield Step(Words(chunk, base, token.text, self.dialect), body=True)


def _as_written(statement: Statement) -> list[Token]:
    """Return the tokens of a statement; as its author wrote them, of a mutation in ClickHouse."""
    written = statement.written
    changes = written is not None and written[0].token_type is TokenType.ALTER
    return written if written is not None and changes else statement.tokens


def _made_by_query(tree: exp.Expr) -> str:
    """Return the full name of the lasting table that ``SELECT … INTO`` makes, or nothing."""
    while isinstance(tree, exp.SetOperation):
        tree = tree.this
    into = tree.args.get("into")
    if not isinstance(tree, exp.Select) or not isinstance(into, exp.Into):
        return ""
    table = into.this
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier):
        return ""
    passing = into.args.get("temporary") or table.this.args.get("temporary")
    passing = passing or table.this.args.get("global_") or table.name.startswith("#")
    return "" if passing else full_name(table)


def _definitions_in(tree: exp.Expr | None) -> Iterator[Definition]:
    if isinstance(tree, exp.Create | exp.Drop | exp.Alter | exp.TruncateTable):
        yield tree
    inside = tree.args.get("expression") if isinstance(tree, exp.Create) else tree
    if isinstance(inside, exp.IfBlock | exp.Block):
        for node in inside.walk():
            if isinstance(node, exp.Create | exp.Drop | exp.Alter | exp.TruncateTable):
                yield node
