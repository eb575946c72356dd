"""Whether the load of a pipeline gives the same result when it runs twice, by its design."""

from workbench.designs.pipeline import Pipeline
from workbench.handbook.retries import Need, Retries
from workbench.triage.diagnosis import RetryAnswer

_MISSING: dict[Need, str] = {
    "merge-keys": "the design names no merge keys",
    "partition-key": "the design names no partition key",
    "full-extract": "not everything is read each time",
}


def repeatable_load(pipeline: Pipeline | None, rules: Retries | None) -> RetryAnswer:
    """Return the answer, with the reason from the load strategy and what it needs."""
    strategy = pipeline.load.strategy if pipeline else None
    load = rules.load(strategy.value) if rules and strategy else None
    if pipeline is None or load is None or strategy is None:
        return RetryAnswer(question="idempotent", answer="unknown")
    name = f"The load strategy is {strategy.value}"
    if not load.repeatable:
        return RetryAnswer(question="idempotent", answer="no", because=f"{name}: {load.because}")
    if _states(pipeline, load.needs):
        return RetryAnswer(question="idempotent", answer="yes", because=f"{name}: {load.because}")
    because = f"{name}, but {_MISSING[load.needs]}."
    # rows that are emptied and not read again are lost: worse than a key that was not written down
    answer = "no" if load.needs == "full-extract" else "unknown"
    return RetryAnswer.model_validate(
        {"question": "idempotent", "answer": answer, "because": because}
    )


def _states(pipeline: Pipeline, need: Need) -> bool:
    stated: dict[Need, bool] = {
        "": True,
        "merge-keys": bool(pipeline.load.merge_keys),
        "partition-key": bool(pipeline.load.partition_key.strip()),
        "full-extract": pipeline.extract.strategy in (None, "full"),
    }
    return stated[need]
