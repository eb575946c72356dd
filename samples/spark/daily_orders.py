"""Loads the orders of a day, with what usually makes such a job slow."""

import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

day = sys.argv[1]
spark = SparkSession.builder.appName("daily-orders").getOrCreate()

orders = spark.read.option("inferSchema", "true").csv(f"s3://raw/orders/{day}", header=True)
events = spark.sql("SELECT user_id, page FROM raw.events WHERE year(ts) = 2026")

tidy = F.udf(lambda name: name.strip().lower() if name else None)
orders = orders.withColumn("email", tidy("email"))
latest = Window.orderBy("updated_at")

joined = orders.join(events, orders.customer_id == events.user_id, "left")
joined = joined.withColumn("n", F.row_number().over(latest))

if joined.count() == 0:
    sys.exit("no orders")
joined.write.mode("overwrite").partitionBy("customer_id").parquet("s3://lake/orders")

for row in joined.filter(F.col("total") > 10_000).collect():
    print(row.order_id)
