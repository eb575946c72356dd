"""The layers for the long tail - words, HTTP, errno - and what must not count as a failure."""

import pytest

from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Verdict

QUIET = [
    "INFO finished: 0 errors, 0 warnings, 12 tables\n",
    "INFO config timeout=30 retries=3 max_memory=4G permission_mode=strict\nINFO started\n",
    "INFO Loading ErrorHandlerRegistry\nINFO registered TimeoutException handler\nINFO done\n",
    "09:00:01  Done. PASS=12 WARN=0 ERROR=0 SKIP=0 TOTAL=12\n",
    "===== 12 passed, 1 skipped in 3.21s =====\n",
    "INFO no errors found\nINFO 0 rows rejected\nINFO load complete\n",
    "WARN connection refused, retrying in 5 s (attempt 1 of 5)\nINFO connected\n"
    "INFO Job completed successfully\n",
    "INFO table orders_error_log: 3 rows written\nINFO finished\n",
    'INFO {"spark.network.timeout": "120s", "fail_on_error": true}\nINFO done\n',
    "INFO cache not found, building it\nINFO finished successfully\n",
    "DEBUG http GET /api/errors 200 OK\nINFO done\n",
    "INFO sftp session closed.\nINFO transferred 12 files\n",
    "INFO pg_checksums installed\nINFO verifying checksum of 12 files\nINFO all files valid\n",
    "24/05/14 02:00:02 WARN NativeCodeLoader: Unable to load native-hadoop library for your "
    "platform... using builtin-java classes where applicable\n"
    "24/05/14 02:00:09 INFO SparkContext: Successfully stopped SparkContext\n",
    "INFO Group coordinator kafka:9092 is unavailable or invalid due to cause: coordinator "
    "unavailable. Rediscovery will be attempted.\nINFO Discovered group coordinator\nINFO done\n",
    "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting "
    "behaviour with the system package manager.\nSuccessfully installed pandas-2.2.0\n",
    "Plan: 1 to add, 0 to change, 0 to destroy.\nApply complete! Resources: 1 added.\n",
    "GET /api 200 12ms\nGET /missing 404 1ms\nGET /api 200 9ms\n",
]


@pytest.mark.parametrize("text", QUIET)
def test_a_log_without_a_failure_names_no_cause(catalogue: Catalogue, text: str) -> None:
    diagnosis = classify(text, catalogue)
    assert diagnosis.verdict in (Verdict.NO_FAILURE, Verdict.UNKNOWN)


def test_a_thread_dump_names_no_cause(catalogue: Catalogue) -> None:
    dump = (
        "Full thread dump OpenJDK 64-Bit Server VM:\n"
        '"pool-1-thread-1" #12 prio=5 tid=0x00007f waiting on condition\n'
        "   java.lang.Thread.State: TIMED_WAITING (parking)\n"
        "\tat jdk.internal.misc.Unsafe.park(Native Method)\n"
        "\tat java.util.concurrent.locks.LockSupport.parkNanos(LockSupport.java:252)\n"
    )
    assert classify(dump, catalogue).verdict is not Verdict.MATCHED


GENERAL = [
    ("requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: x", "permission"),
    ("Error: request failed with status code 403", "permission"),
    ("Error: http response code 404", "dependency_missing"),
    ("ERROR upstream returned 503 Service Unavailable", "connection"),
    ("ERROR 429 Too Many Requests", "resource_exhausted"),
    ("ERROR 504 Gateway Time-out", "timeout"),
    ("rpc error: code = DeadlineExceeded desc = x", "timeout"),
    ("rpc error: code = PermissionDenied desc = x", "permission"),
    ("rpc error: code = ResourceExhausted desc = x", "resource_exhausted"),
    ("cp: cannot create regular file '/x': No space left on device", "resource_exhausted"),
    ("open /x: permission denied", "permission"),
    ("dial tcp 10.0.0.1:5432: connect: connection refused", "connection"),
    ("FATAL acme-sync: could not reach the endpoint", "connection"),
    ("ERROR acme-sync: login was rejected for user etl", "permission"),
    ("ERROR acme-sync: unknown column 'segment' in mapping", "schema_mismatch"),
    ("ERROR acme-sync: record with id 7 already exists", "duplicate_key"),
    ("ERROR acme-sync: environment variable DWH_HOST is not set", "config_error"),
    ("ERROR acme-sync: block 7 is corrupted", "data_corruption"),
    ("ERROR acme-sync: request quota exceeded", "resource_exhausted"),
    ("ERROR acme-sync: offset 7 is no longer available", "late_data_or_offset"),
    ("ERROR acme-sync: could not acquire lock on table orders", "concurrency_conflict"),
    ('{"status": "error", "error_code": "RATE_LIMIT_REACHED"}', "resource_exhausted"),
    ("ERROR acme: errorCode=InvalidSessionId", "permission"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cause"), GENERAL)
def test_a_product_that_nobody_described_is_understood(
    catalogue: Catalogue, text: str, cause: str
) -> None:
    assert classify(text, catalogue).cause == cause


WRAPPED = [
    ("py4j.protocol.Py4JJavaError: An error occurred while calling o1.save.\n"
     ": org.apache.spark.SparkException: Job aborted.\n"
     "Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed",
     "permission"),
    ("airflow.exceptions.AirflowException: Task failed with exception\n"
     "requests.exceptions.ConnectionError: Connection refused", "connection"),
    ("Database Error in model orders (models/orders.sql)\n"
     '  column "segment" does not exist', "schema_mismatch"),
    ("sqlalchemy.exc.IntegrityError: (psycopg2.errors.UniqueViolation) duplicate key value",
     "duplicate_key"),
    ("botocore.exceptions.ClientError: An error occurred (NoSuchKey) when calling the "
     "GetObject operation: The specified key does not exist", "dependency_missing"),
    ("org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n"
     "Caused by: org.apache.kafka.common.errors.SerializationException: Unknown magic byte!",
     "data_corruption"),
    ("org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoff\n"
     "Caused by: java.net.UnknownHostException: db", "connection"),
    ("dagster._core.errors.DagsterExecutionStepExecutionError: Error occurred while executing op\n"
     "The above exception was caused by the following exception:\n"
     "ModuleNotFoundError: No module named 'pandas'", "dependency_missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cause"), WRAPPED)
def test_a_wrapper_never_wins_over_what_it_wraps(
    catalogue: Catalogue, text: str, cause: str
) -> None:
    assert classify(text, catalogue).cause == cause


def test_a_message_that_was_quoted_once_more_is_read_as_it_was_written(
    catalogue: Catalogue,
) -> None:
    inner = 'ERROR: replication slot "a" is active for PID 161'
    outer = f'ERROR x {{ error: "db: {inner}" }}'.replace(inner, inner.replace('"', '\\"'))
    assert '\\"a\\"' in outer
    diagnosis = classify(outer, catalogue)
    assert diagnosis.cause == classify(inner, catalogue).cause == "concurrency_conflict"
    (match,) = [
        m for m in catalogue.matches(outer) if m.known.ref == "failures-postgresql/slot-active"
    ]
    assert outer[match.start : match.end] == 'replication slot \\"a\\" is active for PID'
