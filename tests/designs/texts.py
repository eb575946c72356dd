"""Texts that YAML readers are known to take for something else."""

from hypothesis import strategies as st

TRAPS = [
    *("NO", "no", "y", "Off", "True", "null", "~", "", " ", "1.10", "0123", "0o17", "1e3", "0x1F"),
    *("12:30:00", "12:30", "2024-01-31", "2024-01-31T10:00:00Z", "*/5 * * * *", "0 2 * * *"),
    *("@daily", ">99%", "one row = one order: line", "a #b", "#a", "- a", "a:", "[a", "{a", "!x"),
    *("&a", "*a", "%a", "`a", "'a'", '"a"', "a\nb", "a\n", "\na", "\ta", "a\u2028b", "\ufeff"),
    *("=", "<<", ".5", "1_000", "+1", "-", "---", "...", "?", "? a", ".inf", "nan", "\x7f", "😀"),
]  # fmt: skip
TEXTS = st.sampled_from(TRAPS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
