# make demo | test | rigs | test-all | figures | mutants | check | up | clean | lock
# Needs Python 3.11 or newer; everything else is installed into .venv from the lock file.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
DSN ?=
WORKERS ?= 2
HOUSE ?= tests/house
RIG_TIMEOUT_S := 1200
# A file's tests stay with one worker, so what a module builds is built once.
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile $(if $(DSN),--dsn "$(DSN)")

.PHONY: demo up test rigs test-all figures mutants check format glossary manifest clean lock install

install: $(READY)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "WellFlow needs Python 3.11 or newer: make PYTHON=python3.12 demo")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: $(READY)
	$(BIN)/wellflow demo $(ARGS)

up: $(READY)
	$(BIN)/wellflow up $(ARGS)

test: $(READY)
	$(PYTEST) -m "not fault and not field and not slow" $(ARGS)

rigs: $(READY)
	$(PYTEST) --timeout $(RIG_TIMEOUT_S) -m "fault or field or slow" $(ARGS)

test-all: $(READY)
	$(PYTEST) --timeout $(RIG_TIMEOUT_S) $(ARGS)

# Counts too large for every change: hours, not minutes.
figures: $(READY)
	$(PYTEST) --figures -m figures $(ARGS)

# Breaks the rules of `domain` one at a time and tells which no test noticed; docs/testing.md.
mutants: $(VENV)/.mutants
	rm -rf mutants
	$(BIN)/mutmut run --max-children $(WORKERS) $(ARGS)
	$(BIN)/python -m tests.fixtures.mutation_score

$(VENV)/.mutants: $(READY) requirements-mutants.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes \
		-r requirements-mutants.lock
	touch $@

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(if $(HOUSE),$(BIN)/python -m pytest -q $(HOUSE))

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

glossary: $(READY)
	$(BIN)/python -m catalog.render.glossary

# What the migrations make, for the gate. DSN names an administrator of a server with TimescaleDB,
# for the file of what differs there.
manifest: $(READY)
	$(BIN)/python -m storage.server.renew_manifest $(if $(DSN),"$(DSN)")

clean:
	if test -x $(BIN)/wellflow; then $(BIN)/wellflow down --remove; fi
	rm -rf $(VENV) .wellflow mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Written without index addresses, so that any index can serve it.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras \
		--no-header --no-emit-index-url --no-strip-extras -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra edge \
		--no-header --no-emit-index-url --no-strip-extras -o requirements-edge.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--group mutants -c requirements.lock \
		--no-header --no-emit-index-url --no-strip-extras -o requirements-mutants.lock
