"""How long the whole review takes compared with parsing alone.

Prints, for the shipped samples and for a generated corpus, the ratio of the
review to a bare sqlglot parse of the same texts in the same process. The two
take turns, and the best round of each counts, so that other load cancels out.
Then what share of the parse each group of rules takes, and the ten slowest rules;
a rule that is the first to ask for a fact about a query pays for all that ask later.

    python -m benchmarks.review_speed [ROUNDS] [--start] [--growth] [--corpus FOLDER]

``--start`` compares the review of one line with ``python -c "import sqlglot"``,
``--growth`` reviews ever longer texts, ``--corpus`` takes the *.sql files of a folder, too.
"""

import argparse
import gc
import logging
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlglot.errors import SqlglotError

from workbench.reading import SourceText
from workbench.sqlreview.dialects import dialect_of_path, parser_dialect
from workbench.sqlreview.engine import Engine
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.model import Schema

Corpus = list[tuple[str, str]]
"""Texts with their dialects."""

SAMPLES = Path(__file__).parent.parent / "samples" / "sql"
AIM = 1.5
START_AIM = 1.6
TABLES = 2000


def main() -> None:
    """Print the ratio for each corpus, and what else was asked for."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    asked = _arguments()
    queries = generated(150)
    started = time.perf_counter()
    schema = read_schema(ddl(TABLES))
    print(f"schema of {TABLES} tables: read in {time.perf_counter() - started:.2f} s")
    corpora: list[tuple[str, Corpus, Schema | None]] = [
        ("samples", samples() * 10, None),
        ("generated", queries, None),
        ("generated, with the schema", queries, schema),
    ]
    if asked.corpus:
        corpora.append((str(asked.corpus), of_folder(asked.corpus), None))
    for name, corpus, known in corpora:
        parse, review = compare(corpus, asked.rounds, known)
        size = sum(len(text) for text, _ in corpus) / 1000
        print(
            f"{name}: {len(corpus)} texts, {size:.0f} kB, parse {parse * 1000:.0f} ms, "
            f"review {review * 1000:.0f} ms, ratio {review / parse:.2f} (aim {AIM})"
        )
        if known is None and name != "samples":
            _print_rules(corpus, parse)
    if asked.start:
        _print_start()
    if asked.growth:
        _print_growth()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the review with a bare parse.")
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--start", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--corpus", type=Path)
    return parser.parse_args()


def of_folder(folder: Path) -> Corpus:
    """Return the SQL files of a folder that parse whole; a dialect is in the file's name."""
    found = [(path.read_text("utf-8"), dialect_of_path(str(path))) for path in _files(folder)]
    return [(text, dialect) for text, dialect in found if _parses(text, dialect)]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.sql"))


def _print_rules(corpus: Corpus, parse: float) -> None:
    """Print the time of rules, by group and by rule, as shares of the time of parsing."""
    spent: Counter[str] = Counter()
    timed = Reviewer()
    timed._engine = Engine(_timed(rule, spent) for rule in timed._engine.rules)
    _review_all(timed, corpus)
    spent.clear()
    _review_all(timed, corpus)
    groups: Counter[str] = Counter()
    for rule in all_rules():
        groups[rule.check.__module__.split(".")[-2]] += spent[rule.slug]
    by_group = ", ".join(f"{name} {seconds / parse:.2f}" for name, seconds in groups.most_common())
    slowest = ", ".join(f"{name} {seconds / parse:.3f}" for name, seconds in spent.most_common(10))
    print(f"  shares of the parse: {by_group}")
    print(f"  slowest rules: {slowest}")


def _timed(rule: Rule, spent: Counter[str]) -> Rule:
    def check(*about: object) -> Iterator[Remark]:
        started = time.perf_counter()
        remarks = list(rule.check(*about))
        spent[rule.slug] += time.perf_counter() - started  # type: ignore[assignment]
        return iter(remarks)

    return replace(rule, check=check)


def _print_start() -> None:
    bare = [sys.executable, "-c", "import sqlglot"]
    review = [sys.executable, "-m", "workbench", "review", "-"]
    times = [(_process(bare), _process(review)) for _ in range(10)]
    least, most = (min(column) for column in zip(*times, strict=True))
    print(
        f"one line: import sqlglot {least * 1000:.0f} ms, review {most * 1000:.0f} ms, "
        f"ratio {most / least:.2f} (aim {START_AIM})"
    )


def _process(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, input=b"select 1", capture_output=True, check=False)
    return time.perf_counter() - started


GROWING: dict[str, tuple[tuple[int, ...], Callable[[int], tuple[str, ...]]]] = {
    "statements": (
        (25_000, 50_000, 100_000),
        lambda n: ("SELECT a, b FROM t WHERE x = 1 AND y = 2;\n" * n,),
    ),
    "lines of one statement": (
        (5_000, 10_000, 20_000),
        lambda n: ("SELECT\n", ",\n".join(f"t.c{i} AS d{i}" for i in range(n)), "\nFROM t"),
    ),
    "values in a list": (
        (25_000, 50_000, 100_000),
        lambda n: ("SELECT a FROM t WHERE x IN (", ", ".join(map(str, range(n))), ")"),
    ),
    "levels of subqueries": (
        (100, 200, 400),
        lambda n: ("SELECT a FROM (" * n, "SELECT a FROM t", ") AS x" * n),
    ),
}
"""What grows: the sizes, and the parts of a text of one size."""


def _print_growth() -> None:
    """Print how the time grows; where it is linear, the time per piece stays as it is."""
    reviewer = Reviewer()
    for name, (sizes, make) in GROWING.items():
        for size in sizes:
            corpus = [("".join(make(size)), "postgres")]
            parse = _seconds(partial(_parse_all, corpus))
            review = _seconds(partial(_review_all, reviewer, corpus))
            print(
                f"{size} {name}: review {review:.2f} s, {review / size * 1e6:.0f} µs each, "
                f"ratio {review / parse:.2f}"
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
    except (SqlglotError, TypeError):  # A compiled parser raises TypeError on some broken SQL.
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
    gc.collect()  # so that nobody pays for what the one before left behind
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
