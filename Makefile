# Two commands are all one needs: `make run` and `make test`. Both create their own
# environment in .venv from nothing but Python 3.11 or later.
PYTHON ?= $(shell for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV ?= .venv
BIN = $(VENV)/bin
ARGS ?= samples/designs/ecommerce.yaml
# Two cores are the smallest machine that the suite is tuned for.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: run test check format docs pictures bench bundle clean

run: $(VENV)/installed
	@# Exit code 1 means findings, which is a result and not a failed make.
	@$(BIN)/workbench $(ARGS) || [ $$? -eq 1 ]

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n $(JOBS) -q

# What CI checks besides the tests.
check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed-dev
	$(BIN)/python -m docs.generate

pictures: $(VENV)/installed-dev
	$(BIN)/python -m docs.pictures

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks

# A wheelhouse that installs with `pip install --no-index --find-links` on a host without network.
bundle: $(VENV)/installed-dev
	$(BIN)/python -m pip wheel --quiet --wheel-dir dist/wheelhouse .
	@echo "Copy dist/wheelhouse, then: pip install --no-index --find-links wheelhouse workbench-data"

clean:
	rm -rf $(VENV) build dist

$(VENV)/created:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/created pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/created pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/installed $@
