"""Data tests as dbt writes them, turned into records with one key for each thing."""


def plain_data_test(data: object, known: frozenset[str]) -> object:
    """Return ``unique`` or ``{relationships: {arguments: {to: ..}}}`` as a flat record.

    Arguments that are not ``known`` go to ``options``. Anything else is returned as it is.
    """
    if isinstance(data, str):
        return {"test": data}
    if not isinstance(data, dict) or len(data) != 1 or data.keys() & known:
        return data
    name, details = next(iter(data.items()))
    if not isinstance(details, dict | None):
        return data
    given = dict(details or {})
    nested = given.pop("arguments", None)
    if isinstance(nested, dict):
        given |= nested
    config = given.pop("config", None)
    if isinstance(config, dict) and "severity" in config:
        given["severity"] = config["severity"]
        config = {key: value for key, value in config.items() if key != "severity"}
    if config:
        given["config"] = config
    others = {key: value for key, value in given.items() if key not in known or key == "test"}
    record = {key: value for key, value in given.items() if key not in others}
    return {"test": name, **record} | ({"options": others} if others else {})


def plain_tested(data: object) -> object:
    """Return what is tested with its tests under ``data_tests``; ``tests`` is the old key."""
    if not isinstance(data, dict) or "tests" not in data or "data_tests" in data:
        return data
    return {("data_tests" if key == "tests" else key): value for key, value in data.items()}
