"""The types that fields of several documents share: amounts, counts, days, free YAML."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

LARGEST = 1_000_000_000
"""Largest number that a field takes unless it says otherwise; in GB a day that is an exabyte."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_iso(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value.strip()):
        raise ValueError(f"a day such as 2026-01-31 is needed, not {value!r}")
    return value


def _is_yaml(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _is_yaml(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_is_yaml(item) for item in value]
    return value if value is None or isinstance(value, str) else str(value)


FilledText = Annotated[str, Field(min_length=1)]
Amount = Annotated[float, Field(ge=0, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Percent = Annotated[float, Field(ge=0, le=100)]
RowCount = Annotated[int, Field(ge=0, le=1_000_000_000_000_000)]
Day = Annotated[date, BeforeValidator(_only_iso)]
FreeYaml = Annotated[object, AfterValidator(_is_yaml)]
"""Any YAML, for what belongs to another tool; its scalars are text (``YamlValue``)."""
