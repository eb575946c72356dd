"""How long the whole review takes compared with parsing alone.

Prints, for the shipped samples and for a generated corpus, the ratio of the
review to a bare sqlglot parse of the same texts in the same process. The two
take turns, and the best round of each counts, so that other load cancels out.

    python benchmarks/review_speed.py [ROUNDS]
"""

import logging
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlglot.errors import SqlglotError

from workbench.reading import SourceText
from workbench.sqlreview.dialects import dialect_of_path, parser_dialect
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.model import Schema

Corpus = list[tuple[str, str]]
"""Texts with their dialects."""

SAMPLES = Path(__file__).parent.parent / "samples" / "sql"
AIM = 2.0
TABLES = 2000


def main() -> None:
    """Print the ratio for each corpus."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    queries = generated(150)
    started = time.perf_counter()
    schema = read_schema(ddl(TABLES))
    print(f"schema of {TABLES} tables: read in {time.perf_counter() - started:.2f} s")
    for name, corpus, known in (
        ("samples", samples() * 10, None),
        ("generated", queries, None),
        ("generated, with the schema", queries, schema),
    ):
        parse, review = compare(corpus, rounds, known)
        size = sum(len(text) for text, _ in corpus) / 1000
        print(
            f"{name}: {len(corpus)} texts, {size:.0f} kB, parse {parse * 1000:.0f} ms, "
            f"review {review * 1000:.0f} ms, ratio {review / parse:.2f} (aim below {AIM})"
        )


def ddl(count: int) -> str:
    """Return CREATE TABLE statements of 40 columns each, those of the generated queries first."""
    wide = ", ".join(f"c{number} STRING" for number in range(35))
    orders = "order_id INT64, customer_id INT64, status STRING, day DATE, region STRING"
    lines = "line_id INT64, order_id INT64, kind STRING, amount NUMERIC, sku STRING"
    tables = [("lines", lines, "line_id")]
    tables += [(f"orders_{number}", orders, "order_id") for number in range(count - 1)]
    return ";\n".join(
        f"CREATE TABLE shop.{name} ({own}, {wide}, PRIMARY KEY ({key}) NOT ENFORCED)"
        for name, own, key in tables
    )


def read_schema(text: str) -> Schema:
    """Return the schema that a DDL script describes."""
    schema = Schema()
    read_ddl(SourceText("schema", text), "bigquery", schema)
    return schema


def samples() -> Corpus:
    """Return the shipped sample files that sqlglot parses whole.

    At a statement that does not parse, bare parsing gives up and the review goes
    on, so such a file would compare different work.
    """
    paths = sorted(SAMPLES.rglob("*.sql"))
    texts = [(path.read_text(encoding="utf-8"), dialect_of_path(str(path))) for path in paths]
    return [(text, dialect) for text, dialect in texts if _parses(text, dialect)]


def _parses(text: str, dialect: str) -> bool:
    try:
        parser_dialect(dialect).parse(text)
    except SqlglotError:
        return False
    return True


def generated(count: int) -> Corpus:
    """Return queries of the size and shape of production SQL: CTEs, joins, windows."""
    choose = random.Random(7)  # noqa: S311 - a fixed corpus, no secret
    return [(_query(choose), "bigquery") for _ in range(count)]


def _query(choose: random.Random) -> str:
    ctes = [_cte(index, choose) for index in range(choose.randint(2, 6))]
    joins = "\n".join(
        f"LEFT JOIN step_{index} ON step_0.customer_id = step_{index}.customer_id"
        for index in range(1, len(ctes))
    )
    last = len(ctes) - 1
    return (
        "WITH " + ",\n".join(ctes) + f"\nSELECT step_0.customer_id, step_{last}.total\n"
        f"FROM step_0\n{joins}\nWHERE step_0.n > {choose.randint(1, 9)}"
    )


def _cte(index: int, choose: random.Random) -> str:
    cases = ",\n".join(
        f"  SUM(CASE WHEN o.status = 's{n}' AND l.kind IN ('a', 'b') THEN l.amount END) AS m{n}"
        for n in range(choose.randint(3, 12))
    )
    parts = [
        f"step_{index} AS (",
        f"  SELECT o.customer_id, COUNT(*) AS n, SUM(l.amount) AS total,\n{cases}",
        f"  FROM shop.orders_{index} AS o JOIN shop.lines AS l ON l.order_id = o.order_id",
        f"  WHERE o.day >= '2024-01-0{choose.randint(1, 9)}' AND o.region = 'r{index}'",
        "  GROUP BY o.customer_id\n)",
    ]
    return "\n".join(parts)


def compare(corpus: Corpus, rounds: int, schema: Schema | None = None) -> tuple[float, float]:
    """Return the best seconds of parsing and of reviewing ``corpus``."""
    reviewer = Reviewer(schema=schema)
    parses: list[float] = []
    reviews: list[float] = []
    for _ in range(rounds):
        parses.append(_seconds(lambda: _parse_all(corpus)))
        reviews.append(_seconds(lambda: _review_all(reviewer, corpus)))
    return min(parses), min(reviews)


def _parse_all(corpus: Corpus) -> None:
    for text, dialect in corpus:
        parser_dialect(dialect).parse(text)


def _review_all(reviewer: Reviewer, corpus: Corpus) -> None:
    for text, dialect in corpus:
        reviewer.review(text, "corpus", dialect)


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
