"""Tables that are joined with every row on purpose: calendars, number tables, settings."""

import re

from workbench.sqlreview.relations import Relation

_SPINE = re.compile(
    r"^(sys|information_schema|pg_catalog|master)\.|(^|[._])(dim_?)?(dates?|days?|weeks?|months?|years?|hours?|calendar|spine|numbers?|nums|tally|"
    r"series|params?|parameters?|config|settings|dual|constants?)([._]|$)"
)


def is_spine(relation: Relation) -> bool:
    """Tell from the name of a table whether all of it belongs to every row."""
    return _SPINE.search(relation.table_name) is not None
