"""The comment that silences a finding: it ends the finding and changes nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.findings import Finding
from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.reviewed import FileReview
from workbench.sqlreview.silence import Insertion, place_of_comment
from workbench.sqlreview.source import line_texts

RULES = ["select-star", "null-comparison", "dml-without-where", "unused-ignore"]
REASON = "asked for by finance"


def review(text: str, dialect: str = "generic") -> FileReview:
    return Reviewer(select=RULES).review(text, "q.sql", dialect)


def finding_of(text: str, rule: str, dialect: str = "generic") -> Finding:
    return next(each for each in review(text, dialect).findings if each.rule == rule)


def silence(text: str, finding: Finding, reason: str, name: str, dialect: str) -> Insertion:
    return place_of_comment(text, finding, name, dialect).comment(reason)


def silenced(text: str, rule: str, dialect: str = "generic") -> str:
    """Silence the first finding of a rule; it must go, and the others stay where they were."""
    finding = finding_of(text, rule, dialect)
    insertion = silence(text, finding, REASON, "q.sql", dialect)
    after = insertion.applied(text)
    before = [each.message for each in review(text, dialect).findings if each != finding]
    assert [each.message for each in review(after, dialect).findings] == before
    return after


def test_a_line_of_its_own_above_the_finding() -> None:
    assert silenced("SELECT 1;\n\n  DELETE FROM t;\n", "dml-without-where") == (
        "SELECT 1;\n\n"
        "  -- workbench: ignore[dml-without-where] asked for by finance\n"
        "  DELETE FROM t;\n"
    )


def test_the_line_of_the_finding_in_the_middle_of_a_statement() -> None:
    after = silenced("SELECT a\nFROM t\nWHERE b = NULL", "null-comparison")
    assert line_texts(after)[2:] == [
        "-- workbench: ignore[null-comparison] asked for by finance",
        "WHERE b = NULL",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_round_it(end: str) -> None:
    after = silenced(end.join(["SELECT 1;", "DELETE FROM t"]), "dml-without-where")
    assert after == end.join(
        [
            "SELECT 1;",
            "-- workbench: ignore[dml-without-where] asked for by finance",
            "DELETE FROM t",
        ]
    )


def test_a_string_that_reaches_over_the_line_stays_what_it_is() -> None:
    text = "SELECT 'one\ntwo' AS x, a\nFROM t WHERE c = 'x\ny' AND b = NULL"
    after = silenced(text, "null-comparison")
    assert after.endswith(
        "y' AND b = NULL -- workbench: ignore[null-comparison] asked for by finance"
    )


def test_between_two_strings_it_stands_inside_the_line() -> None:
    text = "SELECT a FROM t WHERE c = 'x\ny' AND b = NULL AND d = 'x\ny'"
    after = silenced(text, "null-comparison")
    assert "y' AND /* workbench: ignore[null-comparison] asked for by finance */ b = NULL" in after
    words = [token.text for token in parser_dialect("").tokenize(text)]
    assert [token.text for token in parser_dialect("").tokenize(after)] == words


def test_a_comment_that_reaches_over_the_line_is_left_alone() -> None:
    after = silenced("/* about\n   this */ DELETE FROM t; /* and\n more */", "dml-without-where")
    assert "this */ /* workbench: ignore[dml-without-where]" in after


def test_behind_what_is_silenced_there_already() -> None:
    text = "-- workbench: ignore[null-comparison] old\nSELECT * FROM t WHERE a = NULL"
    after = silenced(text, "select-star")
    assert [line[:14] for line in line_texts(after)] == ["-- workbench: "] * 2 + ["SELECT * FROM "]


TEMPLATE = """\
{{ config(materialized='incremental') }}
SELECT *
FROM {{ ref('orders') }}
{%- if is_incremental() %}
WHERE a = NULL
{%- else %}
WHERE b = NULL
{%- endif %}
"""


@pytest.mark.parametrize("line", [2, 5, 7])
def test_in_a_template_it_is_a_comment_of_the_template(line: int) -> None:
    findings = review(TEMPLATE).findings
    finding = next(each for each in findings if each.place.line == line)
    insertion = silence(TEMPLATE, finding, REASON, "model.sql", "generic")
    assert insertion == Insertion(line, 1, f"{{# workbench: ignore[{finding.rule}] {REASON} #}}\n")
    left = review(insertion.applied(TEMPLATE)).findings
    assert [each.message for each in left] == [
        each.message for each in findings if each is not finding
    ]


def test_a_line_that_begins_inside_a_tag() -> None:
    text = "SELECT a FROM {{ ref(\n  'orders'\n) }} WHERE a = NULL"
    after = silenced(text, "null-comparison")
    assert after.endswith("WHERE a = NULL {# workbench: ignore[null-comparison] " + REASON + " #}")


def test_the_body_of_a_function() -> None:
    text = (
        "CREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  DELETE FROM t;\nEND\n$$ LANGUAGE plpgsql;"
    )
    after = silenced(text, "dml-without-where", "postgres")
    assert "BEGIN\n  -- workbench: ignore[dml-without-where]" in after


@pytest.mark.parametrize(
    "reason", ["{{ x }}", "a */ DROP TABLE t", "two\nlines", "{% endif %} #}", "/* deep"]
)
@pytest.mark.parametrize("text", ["DELETE FROM t", "{{ x }}\nDELETE FROM t"])
def test_no_reason_breaks_out_of_the_comment(reason: str, text: str) -> None:
    insertion = silence(text, finding_of(text, "dml-without-where"), reason, "q.sql", "generic")
    after = insertion.applied(text)
    assert after.count("\n") == text.count("\n") + 1
    assert review(after).findings == ()
    assert review(after).statements == review(text).statements


def test_a_byte_order_mark_stays_the_first_character() -> None:
    text = "\ufeffDELETE FROM t"
    after = silenced(text, "dml-without-where")
    assert after.startswith("\ufeff-- workbench: ")


@given(st.text(st.sampled_from("ab'\n -*/;{}%\""), max_size=30), st.booleans())
def test_whatever_stands_round_it_only_the_finding_goes(around: str, behind: bool) -> None:
    text = ";".join(["DELETE FROM t", around] if behind else [around, "DELETE FROM t"])
    found = [each for each in review(text).findings if each.rule == "dml-without-where"]
    for finding in found:
        try:
            insertion = silence(text, finding, REASON, "q.sql", "generic")
        except InputError:
            continue
        left = review(insertion.applied(text)).findings
        assert len(left) == len(review(text).findings) - 1


def test_what_cannot_be_silenced_is_said_with_the_way_out() -> None:
    text = "DELETE FROM t"
    finding = finding_of(text, "dml-without-where")
    with pytest.raises(InputError, match=r"# workbench: ignore\[dml-without-where\]"):
        silence(text, finding, REASON, "load.py", "generic")
    with pytest.raises(InputError, match="never ends"):
        silence(f"{text}; SELECT 'a", finding, REASON, "q.sql", "generic")
