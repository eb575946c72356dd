"""Functions that somebody wrote, told from those of the engine by how they are called."""

import re

from sqlglot import exp

_METHODS = frozenset({"value", "query", "exist", "nodes", "modify", "getclobval", "getstringval"})
_BUILT_IN = frozenset(
    {"pg_catalog", "information_schema", "sys", "dbms_lob", "dbms_crypto", "dbms_random"}
    | {"utl_raw", "net", "safe", "hll_count", "keys", "aead", "ml", "ai", "hyperloglog", "dbt"}
    | {"snowflake", "system", "default", "builtin", "apex_util", "xmltype", "json", "st"}
)
_MARKED = re.compile(r"(^|_)(udf|ufn|fn|fnc)(_|$)", re.IGNORECASE)


def own_function(node: exp.Expr) -> str:
    """Return the name of a function that is no part of the engine, if ``node`` calls one."""
    if isinstance(node, exp.Dot):
        return _qualified(node)
    if not isinstance(node, exp.Anonymous) or isinstance(node.parent, exp.Dot):
        return ""
    name = str(node.name)
    return name if "." in name or _MARKED.search(name) else ""


def _qualified(node: exp.Dot) -> str:
    """Return the full name of a function that is called with its schema or package."""
    call = node.expression
    if isinstance(node.parent, exp.Dot) or not isinstance(call, exp.Anonymous):
        return ""
    if str(call.name).lower() in _METHODS or str(call.name).upper().startswith("ST"):
        return ""
    names: list[str] = [str(call.name)]
    owner: exp.Expr = node.this
    while isinstance(owner, exp.Dot):
        names.append(owner.expression.name)
        owner = owner.this
    if not isinstance(owner, exp.Identifier) or owner.name.lower() in _BUILT_IN:
        return ""
    return ".".join(reversed([*names, owner.name]))
