"""What tells that a name of a Python text is a DataFrame of Spark, and not of something else."""

import ast
import re
from dataclasses import dataclass

from workbench.sqlreview.spark import methods

_LIKE_A_FRAME = re.compile(r"(?:\w+_)?[sd]?df\d*|df_\w+|\w+DF")
_OTHERS = frozenset({"pandas", "polars", "dask", "modin", "cudf", "duckdb", "ibis", "geopandas"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text imports, and on which names it calls methods that only Spark has."""

    is_spark: bool
    has_others: bool
    proven: frozenset[str]

    @classmethod
    def of(cls, tree: ast.Module) -> "Evidence":
        """Look for imports and calls in the whole text."""
        modules: set[str] = set()
        proven: set[str] = set()
        uses_session = False
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Attribute):
                uses_session |= node.attr in _OF_FRAMES
                if not isinstance(node.value, ast.Name):
                    continue
                if node.attr in methods.SPARK_ONLY:
                    proven.add(node.value.id)
                uses_session |= node.value.id in methods.SESSIONS and node.attr in _OF_SESSIONS
        is_spark = bool(modules & {"pyspark", "databricks"}) or uses_session
        return cls(is_spark, bool(modules & _OTHERS), frozenset(proven - methods.SESSIONS))

    def is_frame_name(self, name: str) -> bool:
        """Tell whether a name that nothing else is known of is that of a DataFrame."""
        if not self.is_spark:
            return False
        return name in self.proven or (
            not self.has_others and _LIKE_A_FRAME.fullmatch(name) is not None
        )

    def is_frame_type(self, written: str) -> bool:
        """Tell whether an annotation means a DataFrame of Spark."""
        module, _, name = written.rpartition(".")
        if name != "DataFrame" or not self.is_spark:
            return False
        return module.partition(".")[0] not in {"pd", "pandas", "pl", "polars", "ps"}


_OF_SESSIONS = frozenset({"read", "readStream", "table", "sql", "createDataFrame", "conf"})
_OF_FRAMES = frozenset(
    {"withColumn", "crossJoin", "unionByName", "createOrReplaceTempView", "toPandas"}
)
