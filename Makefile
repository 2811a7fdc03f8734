# Every target sets up what it needs from a fresh clone; a second run needs no network.
PORT ?= 8000
HOST ?= 127.0.0.1
UV_VERSION := 0.13.9

# A start that has to compile every module takes half a second more, whatever the surroundings ask for.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app scenariowiki.app
# Two workers take files in the order of tests/conftest.py: the long ones first.
SPREAD := -n 2 --dist loadfile --no-loadscope-reorder
PO := $(wildcard scenariowiki/translations/*/LC_MESSAGES/*.po)

.PHONY: help run test machine bulk ledger redeem test-fast fuzz check format bench lock migration translations screenshot clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/.runtime $(VENV)/.translations ## serve at HOST:PORT, with demo content in an empty database, until Ctrl-C
	@exec $(FLASK) serve --demo --host $(HOST) --port $(PORT)

test: $(VENV)/.system $(VENV)/.dev $(VENV)/.translations ## the whole suite, on SQLite and PostgreSQL, in a browser, with coverage
	$(BIN)/python -m pytest $(SPREAD) --cov --cov-report=term:skip-covered $(ARGS)
	$(BIN)/python -m pytest $(SPREAD) --db=pg tests/accounts tests/scenarios tests/curation tests/api $(ARGS)

machine: $(VENV)/.dev $(VENV)/.translations ## random days of curation and of the shop against models, 2,000 times 50 steps
	MACHINE_RUNS=2000 MACHINE_STEPS=50 $(BIN)/python -m pytest tests/curation/test_machine.py tests/points/test_redeeming_machine.py --timeout=0 $(ARGS)

ledger: $(VENV)/.dev $(VENV)/.translations ## 15,000 random sequences of the ledger's commands
	LEDGER_SEQUENCES=15000 $(BIN)/python -m pytest tests/points/test_sequences.py -q

bulk: $(VENV)/.system $(VENV)/.dev $(VENV)/.translations ## all hotline cases: found alike, decided by keyboard, undone
	BULK_CASES=6991 BULK_PAIRS=30 $(BIN)/python -m pytest tests/e2e/test_bulk_curation.py $(ARGS)

redeem: $(VENV)/.dev $(VENV)/.translations ## 50 processes want the last reward, 200 rounds, on both databases
	REDEEM_PROCESSES=50 REDEEM_ROUNDS=200 $(BIN)/python -m pytest tests/points/test_redeeming_races.py $(ARGS)

test-fast: $(VENV)/.dev $(VENV)/.translations ## the suite without browser and PostgreSQL, for the inner loop
	$(BIN)/python -m pytest -n 2 -m "not browser and not pg" $(ARGS)

fuzz: $(VENV)/.dev $(VENV)/.translations ## the API against its own contract, at length, for every role
	SCHEMATHESIS_EXAMPLES=$(or $(EXAMPLES),100) $(BIN)/python -m pytest -n 0 --timeout=0 tests/api/test_contract.py $(ARGS)

check: $(VENV)/.dev ## every static check, fastest first
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	@# Columns, fields and members are declared, not called; ruff finds dead local variables.
	! $(BIN)/vulture | grep -Ev 'unused (variable|attribute)'
	$(BIN)/deptry .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/djlint templates --check --quiet
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml scenariowiki config.py
	$(BIN)/mypy

format: $(VENV)/.dev ## put code and templates into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	-$(BIN)/djlint templates --reformat --quiet

bench: $(VENV)/.dev $(VENV)/.translations ## the figures of docs/performance.md, each with its baseline
	$(BIN)/python -m bench $(ARGS)

lock: $(BIN)/python ## compile requirements*.txt, with hashes, from requirements*.in
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt $(ARGS)
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt $(ARGS)

migration: $(VENV)/.dev ## write the next migration from the models: make migration m="Add a table"
	@test -n "$(m)" || { echo 'usage: make migration m="What changes"'; exit 2; }
	$(FLASK) db migrate -m "$(m)"

translations: $(VENV)/.runtime ## collect the words of the pages, make zh_Hant from zh_Hans, compile
	$(FLASK) translations update
	@rm -f $(VENV)/.translations
	@$(MAKE) --no-print-directory $(VENV)/.translations

screenshot: $(VENV)/.system $(VENV)/.dev $(VENV)/.translations ## draw the README's picture
	$(BIN)/python -m bench.screenshot

clean: ## forget what the targets made, but never the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage test-results

$(BIN)/python:
	@.ci/setup python

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@.ci/setup packages requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@.ci/setup packages requirements-dev.txt
	@touch $@

$(VENV)/.system: .ci/setup | $(BIN)/python
	@if .ci/setup system; then touch $@; fi

$(VENV)/.translations: $(PO) | $(VENV)/.runtime
	@$(FLASK) translations compile
	@touch $@
