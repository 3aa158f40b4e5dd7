# Yibiao 一表. `make run` starts the server with an example city, `make test` proves the program; CONTRIBUTING.md names the rest.
# Everything is installed into .venv; nothing outside the folder changes, save Debian packages where the user
# may install them: a Chinese font for PDF (`make setup`), and more for `make test` (scripts/system-packages).

PYTHON ?= python3
VENV ?= .venv
BENCH_VENV ?= .venv-bench
DOC ?= examples/wuhan-2021-26.txt
HOST ?= 127.0.0.1
PORT ?= 8000
ONLY ?=
SECONDS ?= 60
SEED ?= 1
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
HASHED := $(PIP) --require-hashes -r

# What the compiled modules are made from, and what they import (src/yibiao/compiled.py).
HOT := $(wildcard $(addprefix src/yibiao/,*.py core/*.py core/repair/*.py packs/*.py))

.PHONY: setup run compile test bench lint soak bundle pictures lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make run [PORT=8000]    start the server with an example city; prints its address and a login for every role"
	@echo "make compile [DOC=path] compile a document: summary, build/plan.json, plan.html, tables/"
	@echo "make test [ARGS=…]      run the tests"
	@echo "make setup              prepare $(VENV) with what the program needs, and no more"
	@echo "make lint               ruff, mypy, import-linter"
	@echo "make bench [ONLY=name]  speed and accuracy beside existing tools; build/bench.json"
	@echo "make soak [SECONDS=60] [SEED=1] [ONLY=fuzz|crash|load|queries|rights|pages|hub]"
	@echo "make bundle             build/yibiao-…-bundle.tar.gz, to install without internet"
	@echo "make pictures           the pictures of README and docs, made anew"
	@echo "make lock               write the hashed requirements anew"
	@echo "make clean              remove what the commands above made, the environments too"

# A stamp is newer than the requirements it was installed from, so repeated calls install nothing.
setup: $(VENV)/.compiled $(VENV)/.front
$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
	    { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(HASHED) requirements/runtime.txt
	$(HASHED) requirements/build.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@scripts/system-packages fonts
	@touch $@

# Machine code where a C compiler is at hand; elsewhere, and after any edit, the source runs (decision 0029).
$(VENV)/.compiled: $(VENV)/.runtime requirements/compile.txt scripts/compile-core scripts/install-compiled $(HOT)
	@scripts/install-compiled $(VENV)
	@touch $@

# The libraries of the pages come from the npm registry, by their hashes; they are not committed.
FRONT := front/package.json front/package-lock.json front/build.mjs front/charts.js front/htmx.js
$(VENV)/.front: $(FRONT) requirements/node.txt scripts/front-end $(VENV)/.runtime
	@scripts/front-end $(VENV)
	@touch $@

# What the tests check the pages with: lists of what the oldest browser knows, and that browser.
$(VENV)/.checks: front/checks/package.json front/checks/package-lock.json front/checks/browser.mjs $(VENV)/.front
	@scripts/front-end $(VENV) checks
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	$(HASHED) requirements/test.txt
	@touch $@

$(VENV)/.lint: requirements/lint.txt $(VENV)/.test
	$(HASHED) requirements/lint.txt
	@touch $@

$(VENV)/.lock: requirements/lock.txt $(VENV)/.runtime
	$(HASHED) requirements/lock.txt
	@touch $@

# The tools beside which accuracy is measured pin old releases, so they live apart. One that cannot be
# installed is no failure: its column is then empty, and the benchmark says so.
$(BENCH_VENV)/.bench: requirements/bench.txt
	@test -x $(BENCH_VENV)/bin/pip || $(PYTHON) -m venv $(BENCH_VENV)
	-$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# The data of the example city stay in build/hub; `make clean` removes them.
run: $(VENV)/.compiled $(VENV)/.front
	@YIBIAO_HOME=$${YIBIAO_HOME:-build/hub} $(BIN)/yibiao serve --demo examples --host $(HOST) --port $(PORT) $(ARGS)

compile: $(VENV)/.compiled
	@mkdir -p build
	@$(BIN)/yibiao summary "$(DOC)"
	@$(BIN)/yibiao compile "$(DOC)" -o build/plan.json
	@$(BIN)/yibiao show "$(DOC)" -o build/plan.html
	@echo
	@$(BIN)/yibiao tables "$(DOC)" -o build/tables && echo && echo "build/tables" || echo "no tables of this document"
	@echo "build/plan.json"
	@echo "build/plan.html"

test: $(VENV)/.test $(VENV)/.compiled $(VENV)/.checks
	@scripts/system-packages
	@$(BIN)/python scripts/chromium.py
	@scripts/run-tests $(BIN)/python $(ARGS)

# Known faults of what we depend on are looked up where there is a network; without one the line says so.
lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/audit-dependencies

bench: $(VENV)/.test $(VENV)/.compiled $(VENV)/.front $(BENCH_VENV)/.bench
	@mkdir -p build
	@$(BIN)/python benchmarks/run.py --tools $(BENCH_VENV)/bin/python --only "$(ONLY)" -o build/bench.json $(ARGS)

soak: $(VENV)/.test $(VENV)/.compiled $(VENV)/.front
	@$(BIN)/python soak/soak.py --seconds $(SECONDS) --seed $(SEED) --only "$(ONLY)" $(ARGS)

# One archive for machines without internet.
bundle: $(VENV)/.compiled $(VENV)/.front
	@scripts/bundle

pictures: $(VENV)/.test $(VENV)/.compiled $(VENV)/.front
	@$(BIN)/python scripts/screenshots.py
	@$(BIN)/python scripts/site_pictures.py

lock: $(VENV)/.lock
	UV=$(BIN)/uv scripts/lock $(ARGS)

clean:
	rm -rf build dist $(VENV) $(BENCH_VENV) src/*.egg-info front/node_modules front/checks/node_modules src/yibiao/web/static/vendor \
	    .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
