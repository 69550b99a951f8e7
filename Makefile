# `make run` starts the product, `make test` runs the tests, `make check` everything that reads the code. Nothing is
# needed before: each installs what it wants into .venv from the hash-locked requirements.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: install run test check bench simulate bench-peers messages docs lock clean

install: .venv/installed
run: .venv/installed
	@exec $(BIN)/duly run

.venv/installed: requirements/runtime.txt requirements/build.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements/dev.txt
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

test: .venv/installed-dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal tests

check: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest -n 0 tests/architecture

# Company-years with faults between any two steps, each judged: make simulate YEARS=20 [SEED=7]
simulate: .venv/installed-dev
	@$(BIN)/python -m tests.simulation --at-once 2 --years $(or $(YEARS),10) $(if $(SEED),--seed $(SEED))

bench: .venv/installed-dev
	@$(BIN)/python -m bench

bench-peers: .venv/installed-dev
	@$(BIN)/python -m bench.peers

messages: .venv/installed-dev
	@$(BIN)/python -m tools.messages update
	@$(BIN)/python -m tools.messages compile
	@$(BIN)/python -m tools.messages check

docs: .venv/installed-dev
	@$(BIN)/python -m tools.reference

lock:
	@for name in build runtime dev; do uv pip compile --quiet --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header requirements/$$name.in -o requirements/$$name.txt; done

clean:
	rm -rf .venv build *.egg-info
