"""Where in the runbook the walk through an incident starts."""

from workbench.handbook.signatures import Cause
from workbench.handbook.tree import Tree
from workbench.triage.diagnosis import Diagnosis

TREE = "failure-triage"
START_NODES: dict[Cause, str] = {
    Cause.CONNECTION: "connection-timeout",
    Cause.SCHEMA_MISMATCH: "schema-mismatch",
    Cause.DATA_QUALITY: "data-quality-failed",
    Cause.OUT_OF_MEMORY: "out-of-memory",
    Cause.PERMISSION: "permission-denied",
    Cause.DUPLICATE_KEY: "duplicate-key",
    Cause.TIMEOUT: "sla-breach",
    Cause.DEPENDENCY_MISSING: "dependency-missing",
    Cause.CONFIG_ERROR: "config-wrong",
    Cause.CODE_BUG: "code-raised",
    Cause.RESOURCE_EXHAUSTED: "resource-used-up",
    Cause.DATA_CORRUPTION: "data-damaged",
    Cause.CONCURRENCY_CONFLICT: "writers-in-conflict",
    Cause.LATE_DATA_OR_OFFSET: "position-lost",
    Cause.UNKNOWN: "unknown-cause",
}
"""Where the walk starts for each cause."""


def start_node(tree: Tree, diagnosis: Diagnosis | None) -> str:
    """Return where a walk starts: at the advice for the cause, else at the root."""
    if diagnosis is None or diagnosis.cause is None:
        return tree.root
    wanted = START_NODES[diagnosis.cause]
    return wanted if any(node.id == wanted for node in tree.nodes) else tree.root
