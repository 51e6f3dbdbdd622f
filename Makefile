# Everything lives in build/: the virtual environment, the fetched Asterisk, what a run writes.
PYTHON ?= python3
VENV := build/venv
BIN := $(VENV)/bin
SOURCES := agi demo bench tests tools setup.py
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/pytest --numprocesses=2 --dist=worksteal

setup: $(VENV)/.installed ## the environment alone

run: setup ## the demo; ONCE=1 ends it after its calls
	@$(BIN)/python -m demo

fix: setup ## put the style right that can be put right by itself
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

lint: setup ## style, types, order of the rooms, licences, and whether the dialplan evaluates what a caller sent
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/reuse lint --quiet || $(BIN)/reuse lint --lines
	$(BIN)/veertien dialplan dialplan/*.conf

quick: lint ## lint, and the unit tests that are quick, with few random examples
	$(PYTEST) tests/unit -m 'not slow' --hypothesis-profile=quick

unit: setup ## all unit tests; no Asterisk
	$(PYTEST) tests/unit

test: lint ## lint, and all tests, with real calls on a real Asterisk
	$(PYTEST)

bench: setup ## how fast it is on this machine, beside its peers
	@$(BIN)/python -m bench

# SPEECH=DIR, FILLETS=DIR, FILLETS_INDEX=FILE and MODEL=DIR reach it as environment variables.
bench-speech: setup ## how well it recognises recordings; see docs/bench-speech.md
	@$(BIN)/python -m bench.speech $(SECTIONS)

clean: ## remove build/, the fetched Asterisk included
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

$(VENV)/.installed: setup.cfg setup.py pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Veertien needs Python 3.11 or newer: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Setting up build/venv (a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python tools/look_before_setup.py
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

.PHONY: setup run fix lint quick unit test bench bench-speech clean help
