"""Names of tables that mean the same table (decision 0012)."""

import re

_OLD_FACT = re.compile(r"^fact_(?=\w)")


def plain_name(name: str) -> str:
    """Return ``name`` as it is compared: without schema and case, ``fct_`` for ``fact_``.

    A dimension in the singular is the same as in the plural: ``dim_customer`` is
    ``dim_customers``. The name to show is always the one that was written.
    """
    last = name.strip().strip('"`').rpartition(".")[2].strip('"`').casefold()
    last = _OLD_FACT.sub("fct_", last)
    if last.startswith("dim_") and not last.endswith("s"):
        return f"{last}s"
    return last


def columns_of(text: str) -> tuple[str, ...]:
    """Return the columns of a field that takes several, parted by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def foreign_key(text: str) -> tuple[str, str]:
    """Return the column of a foreign key and the dimension behind its arrow, or ``""``."""
    column, _, dimension = text.partition("->")
    return column.strip(), dimension.strip()
