"""What the methods of PySpark yield, as far as a review has to tell them apart.

Source: API reference of PySpark, https://spark.apache.org/docs/latest/api/python/reference/
"""

SESSIONS = frozenset({"spark", "spark_session", "sqlContext", "sqlc", "hiveContext", "sc"})
"""Names that shells and notebooks give to a session or its context."""
BUILDERS = frozenset({"SparkSession", "DatabricksSession", "SparkContext", "SQLContext"})

FRAME_MAKERS = frozenset({"table", "sql", "range", "createDataFrame"})
RDD_MAKERS = frozenset(
    {"parallelize", "textFile", "wholeTextFiles", "sequenceFile", "binaryFiles", "newAPIHadoopFile"}
)
READS = frozenset(
    {"load", "table", "csv", "json", "parquet", "orc", "text", "textFile", "jdbc", "avro", "delta"}
)
SAVES = frozenset(
    {
        *("save", "saveAsTable", "insertInto", "csv", "json", "parquet", "orc", "text", "jdbc"),
        *("start", "toTable", "append", "overwrite", "overwritePartitions", "create"),
        *("createOrReplace", "replace", "delta", "avro"),
    }
)
ACTIONS = frozenset(
    {
        *("collect", "count", "first", "foreach", "foreachPartition", "head", "isEmpty", "show"),
        *("tail", "take", "toLocalIterator", "toPandas", "toArrow", "display"),
    }
)
PARTIAL = frozenset({"first", "head", "isEmpty", "show", "take", "display"})
"""Actions that stop after the first rows."""
RDD_ACTIONS = frozenset(
    {
        *("aggregate", "collect", "collectAsMap", "count", "countByKey", "countByValue", "first"),
        *("fold", "foreach", "foreachPartition", "isEmpty", "max", "mean", "min", "reduce"),
        *("saveAsTextFile", "saveAsSequenceFile", "saveAsPickleFile", "sum", "take", "takeOrdered"),
        *("takeSample", "toLocalIterator", "top", "treeAggregate", "treeReduce"),
    }
)
GROUPS = frozenset({"groupBy", "groupby", "rollup", "cube", "groupingSets"})
NOT_FRAMES = frozenset(
    {
        *("columns", "dtypes", "schema", "explain", "printSchema", "createTempView", "na_rep"),
        *("createOrReplaceTempView", "createGlobalTempView", "createOrReplaceGlobalTempView"),
        *("registerTempTable", "storageLevel", "isStreaming", "inputFiles", "colRegex", "isLocal"),
        *("metadataColumn", "stat", "approxQuantile", "corr", "cov", "sameSemantics"),
        *("semanticHash", "getNumPartitions", "sparkSession"),
    }
)
SPARK_ONLY = frozenset(
    {
        *("withColumn", "withColumns", "withColumnRenamed", "toPandas", "unionByName", "crossJoin"),
        *("createOrReplaceTempView", "selectExpr", "sortWithinPartitions", "exceptAll"),
        *("intersectAll", "dropDuplicates", "groupBy", "unpersist", "localCheckpoint", "orderBy"),
        *("foreachPartition", "toLocalIterator", "repartitionByRange", "printSchema", "unionAll"),
    }
)
"""Methods that, among data frames of Python, only those of Spark have."""
SPARK_ONLY_ATTRIBUTES = frozenset({"write", "writeStream", "rdd"})

JOINS = frozenset({"join", "crossJoin", "lateralJoin"})
WIDE = frozenset(
    {
        *JOINS,
        *("agg", "avg", "count", "max", "mean", "min", "pivot", "sum", "applyInPandas", "apply"),
        *(
            "distinct",
            "dropDuplicates",
            "drop_duplicates",
            "exceptAll",
            "intersect",
            "intersectAll",
        ),
        *("orderBy", "repartition", "repartitionByRange", "sort", "subtract", "toDF"),
    }
)
"""Steps that move rows between executors."""
SORTS = frozenset({"orderBy", "sort"})
UNIONS = frozenset({"union", "unionAll", "unionByName"})
DISORDERS = frozenset(
    {*GROUPS, *JOINS, *("distinct", "dropDuplicates", "drop_duplicates", "repartition")}
)
"""Steps behind which the order of the rows before is lost."""
CACHES = frozenset({"cache", "persist"})
CHECKPOINTS = frozenset({"checkpoint", "localCheckpoint"})
UDFS = frozenset({"udf", "pandas_udf", "arrow_udf"})
