"""Where the workbench keeps what it writes for itself."""

import os
from pathlib import Path


def state_dir() -> Path:
    """Return the folder for journals, drafts and incidents (not created here).

    ``WORKBENCH_STATE`` overrides the platform's place; it lets two teams on one
    account, or a test, keep apart.
    """
    return _place("WORKBENCH_STATE", "user_state_dir")


def config_dir() -> Path:
    """Return the user's settings folder, which may hold ``knowledge/`` and ``workbench.toml``."""
    return _place("WORKBENCH_CONFIG", "user_config_dir")


def knowledge_dir() -> Path:
    """Return the folder of the user's own knowledge, which is laid over the shipped one."""
    return config_dir() / "knowledge"


def cache_dir() -> Path:
    """Return the folder for what can be worked out again; losing it costs time only."""
    return _place("WORKBENCH_CACHE", "user_cache_dir")


def _place(variable: str, kind: str) -> Path:
    override = os.environ.get(variable)
    if override:
        return Path(override)
    import platformdirs  # noqa: PLC0415 - `--help` does not need it

    path: str = getattr(platformdirs, kind)("workbench", appauthor=False)
    return Path(path)
