"""Values that people write without quotes and that YAML does not allow so: cron lines, ``>99%``.

Only a text that is not YAML as it stands is mended, and only by quotes round values that
begin with ``*``, ``@``, ``%``, a backquote, ``>`` or ``|``, or have a colon and a blank in
them. Block texts are left alone.
"""

import re
from collections.abc import Iterator

from workbench.designs.reading import refuse_other_shapes
from workbench.designs.yaml_scalars import write_scalar
from workbench.designs.yaml_text import YamlText
from workbench.errors import InputError
from workbench.reading import SourceText

_VALUE = re.compile(
    r"(?P<key>[ ]*(?:- +)*[\w.-]+:[ ]+|[ ]*(?:- +)+)"
    r"(?P<value>[^\s'\"#].*?)"
    r"(?P<rest>[ ]+#.*|[ ]*)"
)
_BLOCK_TEXT = re.compile(r"[ ]*(?:- +)*(?:[\w.-]+:[ ]+)?[|>](?:[+-]?[1-9]?|[1-9][+-])[ ]*(?:#.*)?")
_ALIAS = re.compile(r"\*[\w-]+")


def readable(source: SourceText) -> YamlText:
    """Return a text as YAML, with quotes where people leave them out.

    Raises:
        InputError: it is not YAML with keys and values even so; the problems are those of
            the text as it stands.
    """
    text = YamlText(source)
    error = _error(text)
    if error is None:
        return text
    mended = YamlText(SourceText(source.name, "".join(_mended(source.text))))
    if _error(mended) is not None:
        raise error
    return mended


def _error(text: YamlText) -> InputError | None:
    try:
        refuse_other_shapes(text)
    except InputError as error:
        return error
    return None


def _mended(text: str) -> Iterator[str]:
    """Yield the lines of a text, those with a value that needs quotes with quotes."""
    block_indent: int | None = None
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        indent = len(bare) - len(bare.lstrip(" "))
        if block_indent is not None and (not bare.strip() or indent > block_indent):
            yield line
            continue
        is_block = _BLOCK_TEXT.fullmatch(bare) is not None
        block_indent = indent if is_block else None
        yield line if is_block else _quoted(bare) + line[len(bare) :]


def _quoted(line: str) -> str:
    match = _VALUE.fullmatch(line)
    if match is None or not _needs_quotes(match["value"], is_entry=":" not in match["key"]):
        return line
    return f"{match['key']}{write_scalar(match['value'], chr(39))}{match['rest']}"


def _needs_quotes(value: str, *, is_entry: bool) -> bool:
    if value[0] == "*":
        return not _ALIAS.fullmatch(value)
    if value[0] in "@%`>|":
        return True
    has_colon = ": " in value or value.endswith(":")
    return has_colon and not is_entry and value[0] not in "[{&!"
