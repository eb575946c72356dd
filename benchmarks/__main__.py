"""Runs every benchmark in a process of its own: ``python -m benchmarks``."""

import pkgutil
import subprocess
import sys

import benchmarks


def main() -> int:
    """Run all; return how many failed."""
    failed = 0
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name.startswith("_") or module.name == "corpus":
            continue
        print(f"== {module.name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{module.name}"], check=False)
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
