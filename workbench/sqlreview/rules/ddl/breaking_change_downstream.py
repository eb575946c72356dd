"""`breaking-change-downstream`: what is dropped or renamed, and still read elsewhere or below."""

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, files_rule
from workbench.sqlreview.script import PLAIN, Script
from workbench.sqlreview.table_changes import TableChange, same_table, table_changes
from workbench.sqlreview.tables import is_scratch_name

_REPORT = ("report.sql", "SELECT u.email FROM users u WHERE u.id > 3")
_REACH = 200
"""So many statements behind a change are looked at for what they read."""
_MAKES_TOO = frozenset({TokenType.SELECT, TokenType.WITH})


@files_rule(
    "breaking-change-downstream",
    severity=Severity.WARNING,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/classify",
    why="Whatever reads the old name fails, or stops being built, from the moment this runs.",
    fix="Change the reader first; or keep the old name as a view or column until it has moved.",
    impact="The named file and all that is built on it.",
    fires=[
        Example("ALTER TABLE users «DROP COLUMN email»", "postgres", project=(_REPORT,)),
        Example("«DROP TABLE users»", project=(_REPORT,)),
        Example("«ALTER TABLE users RENAME TO people»", "snowflake", project=(_REPORT,)),
        Example("ALTER TABLE users «CHANGE email mail TEXT»", "mysql", project=(_REPORT,)),
        Example("«EXEC sp_rename 'dbo.users.email', 'mail', 'COLUMN'»", "tsql", project=(_REPORT,)),
        Example(
            "ALTER TABLE shop.users «DROP COLUMN email»",
            "bigquery",
            project=(
                ("dbt_project.yml", "name: shop"),
                ("models/people.sql", "SELECT id, email FROM {{ source('app', 'users') }}"),
            ),
        ),
        Example(
            "ALTER TABLE users «RENAME COLUMN email TO mail»",
            "postgres",
            project=(("V1__new.sql", "CREATE TABLE users (email TEXT)"), _REPORT),
            name="V2__rename.sql",
        ),
        Example(
            "ALTER TABLE users «DROP COLUMN email»",
            project=(("view.sql", "CREATE VIEW v AS SELECT email FROM users"),),
        ),
        Example(
            "IF COL_LENGTH('dbo.users', 'email') > 0 ALTER TABLE dbo.users «DROP COLUMN email»",
            "tsql",
            project=(("load.sql", "INSERT INTO dbo.users (id, email) SELECT id, mail FROM s"),),
        ),
        Example(
            "ALTER TABLE users «DROP COLUMN email»; CREATE VIEW v AS SELECT id, email FROM users",
            "postgres",
        ),
        Example("«DROP TABLE users»;\nSELECT id FROM users", "snowflake"),
        Example(
            "CREATE TABLE u (id INT, c INT); ALTER TABLE u «RENAME COLUMN c TO d»; "
            "SELECT u.c FROM u",
            "duckdb",
        ),
    ],
    quiet=[
        Example("ALTER TABLE users DROP COLUMN email", "postgres"),
        Example("ALTER TABLE users DROP COLUMN phone", "postgres", project=(_REPORT,)),
        Example("ALTER TABLE shops DROP COLUMN email", "postgres", project=(_REPORT,)),
        Example("DROP TABLE users; CREATE TABLE users (email TEXT)", project=(_REPORT,)),
        Example("DROP TABLE users; CREATE TABLE users (id INT); SELECT id FROM users"),
        Example("SELECT email FROM users; ALTER TABLE users DROP COLUMN email", "postgres"),
        Example("CREATE TABLE u (a INT, b INT); ALTER TABLE u DROP COLUMN b; SELECT a FROM u"),
        Example("DROP TABLE users; EXEC build_users; SELECT id FROM users", "tsql"),
        Example("DROP TABLE old.users; SELECT id FROM users"),
        Example("BEGIN; DROP TABLE users; ROLLBACK; SELECT id FROM users", "postgres"),
        Example("DROP TABLE users; SELECT id, email INTO users FROM people", "tsql"),
        Example(
            "DROP TABLE users; ALTER TABLE users_new RENAME TO users", "sqlite", project=(_REPORT,)
        ),
        Example(
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT email FROM people",
            "postgres",
            project=(_REPORT,),
        ),
        Example(
            "ALTER TABLE users DROP COLUMN email; ALTER TABLE users ADD COLUMN email TEXT",
            "postgres",
            project=(_REPORT,),
        ),
        Example("DROP TABLE #users", "tsql", project=(("r.sql", "SELECT a FROM #users"),)),
        Example("DROP TABLE users", project=(_REPORT,), name="003_users.down.sql"),
        Example(
            "ALTER TABLE users DROP COLUMN email",
            "postgres",
            project=(("V1__fill.sql", "INSERT INTO p (e) SELECT email FROM users"),),
            name="V2__drop.sql",
        ),
        Example(
            "ALTER TABLE users DROP COLUMN email",
            "postgres",
            project=(("3_again.sql", "ALTER TABLE users ADD email TEXT"), _REPORT),
            name="2_drop.sql",
        ),
        Example(
            "CREATE TABLE users (id INT)\n-- +goose Down\n;DROP TABLE users",
            "postgres",
            project=(_REPORT,),
        ),
        Example(
            "DROP TABLE users",
            project=(("cte.sql", "WITH users AS (SELECT 1 AS id) SELECT id FROM users"),),
        ),
        Example(
            "DROP TABLE users",
            project=(("own.sql", "CREATE TABLE users (id INT); SELECT id FROM users"),),
        ),
        Example(
            "ALTER TABLE users DROP COLUMN email",
            project=(("r.sql", "SELECT s.email FROM users u JOIN shops s ON s.id = u.id"),),
        ),
        Example("DROP TABLE old.users", project=(("r.sql", "SELECT id FROM new.users"),)),
    ],
)
def breaking_change_downstream(script: Script) -> Iterator[Remark]:
    """Tell what the script takes away, unless it makes it itself and does not read it between."""
    if script.is_plain:
        return
    changes = [
        (index, change)
        for index, step in enumerate(script.steps)
        if step.words.first not in PLAIN or step.words.first in _MAKES_TOO
        for change in table_changes(step.words)
    ]
    if all(change.makes for _, change in changes):
        return
    made = [(index, change) for index, change in changes if change.makes]
    for index, change in changes:
        if change.makes or _is_scratch(change.table):
            continue
        makers = [at for at, each in made if _makes(each, change)]
        if makers and not _is_named_between(index, makers, change, script):
            continue
        name = f"{change.table}.{change.column}" if change.column else change.table
        done = "renamed" if change.renamed else "dropped"
        yield Remark(change.at, f"{name} is {done}", removed=(change.table, change.column))


def _makes(each: TableChange, change: TableChange) -> bool:
    """Tell whether a change makes what another one takes away."""
    return each.column in {"", change.column} and same_table(each.table, change.table)


def _is_named_between(
    index: int, makers: Sequence[int], change: TableChange, script: Script
) -> bool:
    """Tell whether a query names what the step before took away, before it is made again."""
    again = min((at for at in makers if at > index), default=len(script.steps))
    if index in makers:
        return False
    table = change.table.rpartition(".")[2]
    for step in script.steps[index + 1 : min(again, index + _REACH)]:
        reads = step.words.first in PLAIN or isinstance(step.tree, exp.Create)
        text = step.text.lower() if reads else ""
        if table in text and change.column in text:
            return True
    return False


def _is_scratch(table: str) -> bool:
    return table.startswith(("#", "@")) or is_scratch_name(table)
