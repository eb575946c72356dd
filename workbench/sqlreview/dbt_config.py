"""Reading what a dbt model says about itself in its ``config()``."""

import ast
import re
import warnings
from collections.abc import Mapping

from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.jinja import Kind, Template

_CONFIG = re.compile(r"config\s*\(")
_OF_DBT = re.compile(r"\b(?:ref|source|config|is_incremental)\s*\(|^this\b")
_LONGEST = 20_000


def model_of(template: Template) -> DbtModel | None:
    """Return what a template says about itself as a dbt model; None if it is none."""
    inners = [piece.inner for piece in template.pieces if piece.kind in {Kind.EXPRESSION, Kind.TAG}]
    if not any(_OF_DBT.search(inner) for inner in inners):
        return None
    settings: dict[str, object] = {}
    for inner in inners:
        if _CONFIG.match(inner):
            settings |= _keywords(inner)
    materialized = _text(settings.get("materialized"))
    checks = any("is_incremental(" in inner.replace(" ", "") for inner in inners)
    return DbtModel(
        materialized=materialized,
        incremental=materialized == "incremental" or checks,
        strategy=_text(settings.get("incremental_strategy")),
        unique_key=_names(settings.get("unique_key")),
        partition_by=_names(settings.get("partition_by")),
        cluster_by=_names(settings.get("cluster_by")),
    )


def _keywords(call: str) -> dict[str, object]:
    """Return the constant arguments of a call. It is parsed, never evaluated."""
    if len(call) > _LONGEST:
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(f"({call})", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return {}
    if not isinstance(tree, ast.Call):
        return {}
    found: dict[str, object] = {}
    for keyword in tree.keywords:
        if keyword.arg is None:
            continue
        try:
            found[keyword.arg] = ast.literal_eval(keyword.value)
        except (ValueError, TypeError, MemoryError, RecursionError):
            continue
    return found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _names(value: object) -> tuple[str, ...]:
    """Return column names: one, a list, or the ``field`` of a BigQuery partition."""
    if isinstance(value, Mapping):
        value = value.get("field")
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list | tuple):
        return tuple(item for item in value if isinstance(item, str))
    return ()
