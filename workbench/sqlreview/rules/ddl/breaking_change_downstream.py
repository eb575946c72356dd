"""`breaking-change-downstream`: what one file drops or renames, another one still reads."""

from collections.abc import Iterator

from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, files_rule
from workbench.sqlreview.script import PLAIN, Script
from workbench.sqlreview.table_changes import TableChange, same_table, table_changes
from workbench.sqlreview.tables import is_scratch_name

_REPORT = ("report.sql", "SELECT u.email FROM users u WHERE u.id > 3")
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
    ],
    quiet=[
        Example("ALTER TABLE users DROP COLUMN email", "postgres"),
        Example("ALTER TABLE users DROP COLUMN phone", "postgres", project=(_REPORT,)),
        Example("ALTER TABLE shops DROP COLUMN email", "postgres", project=(_REPORT,)),
        Example("DROP TABLE users; CREATE TABLE users (email TEXT)", project=(_REPORT,)),
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
    """Tell what the script takes away and does not make itself, before or afterwards."""
    if script.is_plain:
        return
    changes = [
        change
        for step in script.steps
        if step.words.first not in PLAIN or step.words.first in _MAKES_TOO
        for change in table_changes(step.words)
    ]
    if all(change.makes for change in changes):
        return
    made = [change for change in changes if change.makes]
    for change in changes:
        if change.makes or _is_scratch(change.table) or _is_made(change, made):
            continue
        name = f"{change.table}.{change.column}" if change.column else change.table
        done = "renamed" if change.renamed else "dropped"
        yield Remark(change.at, f"{name} is {done}", removed=(change.table, change.column))


def _is_made(change: TableChange, made: list[TableChange]) -> bool:
    return any(
        each.column in {"", change.column} and same_table(each.table, change.table) for each in made
    )


def _is_scratch(table: str) -> bool:
    return table.startswith(("#", "@")) or is_scratch_name(table)
