"""Queries that a Python loop sends once per element."""

import pytest

from workbench.sqlreview.review import Reviewer

VERBS = ("select a", "insert into", "update t")


def found(text: str) -> list[tuple[int, int]]:
    review = Reviewer(select=["n-plus-one"]).review(text, "job.py", "postgres")
    return [(each.place.line, each.place.column) for each in review.findings]


@pytest.mark.parametrize(
    "text",
    [
        'for user in users:\n    cur.execute("select a from t where id = %s", (user.id,))',
        "for u in users:\n    db.execute(f\"select a from t where id = '{u.id}'\")",
        'for u in users:\n    key = u["id"]\n    cur.execute("select a from t where id = ?", key)',
        'for i in ids:\n    x = con.fetchrow("select a from t where id = $1", i)',
        'for u in users:\n    s.execute(text("select a from t where id = :id"), {"id": u.id})',
        'for u in users:\n    cur.execute("insert into t (a) values (%s)", (u,))',
        'for u in users:\n    cur.execute("update t set a = 1 where id = %s" % u.id)',
    ],
)
def test_a_query_per_element_is_reported_at_its_first_word(text: str) -> None:
    before = text[: min(text.index(verb) for verb in VERBS if verb in text)]
    assert found(text) == [(before.count("\n") + 1, len(before) - before.rfind("\n"))]


def test_a_query_with_a_name_and_one_in_a_comprehension_are_found() -> None:
    named = 'q = "select a from t where id = %s"\nfor u in users:\n    cur.execute(q, (u,))'
    assert found(named) == [(1, 6)]
    listed = 'rows = [cur.execute("select a from t where id = %s", (u,)) for u in users]'
    assert found(listed) == [(1, 22)]


@pytest.mark.parametrize(
    "text",
    [
        'cur.execute("select a from t where id = %s", (user.id,))',
        'for attempt in range(3):\n    cur.execute("select a from t where id = %s", (key,))',
        'for table in tables:\n    cur.execute(f"select count(*) from {table} where a = 1")',
        'for name in names:\n    cur.execute(f"select count(*) from {name} where a = 1")',
        'for chunk in split(ids):\n    cur.execute("select a from t where id = any(%s)", (chunk,))',
        'for day in days:\n    cur.execute("delete from t where day = %s", (day,))',
        'for ids in parts:\n    cur.execute("select a from t where id in %s", (ids,))',
        'for u in users:\n    names.append("select a from t where id = 1")',
        'for row in cur.execute("select a from t where id = %s", (key,)):\n    print(row)',
    ],
)
def test_tries_tables_days_and_batches_are_no_rows(text: str) -> None:
    assert found(text) == []
