# Everything lives in build/: the virtual environment, the fetched Asterisk, what a run writes.
PYTHON ?= python3
VENV := build/venv
BIN := $(VENV)/bin
SOURCES := agi demo bench tests tools setup.py

setup: $(VENV)/.installed

run: setup
	@$(BIN)/python -m demo

lint: setup
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/veertien dialplan dialplan/*.conf

test: lint
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest --numprocesses=2 --dist=worksteal

bench: setup
	@$(BIN)/python -m bench

# SPEECH=DIR, FILLETS=DIR, FILLETS_INDEX=FILE and MODEL=DIR reach it as environment variables; see docs/speech-figures.md.
bench-speech: setup
	@$(BIN)/python -m bench.speech $(SECTIONS)

clean:
	rm -rf build

$(VENV)/.installed: setup.cfg setup.py pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Veertien needs Python 3.11 or newer: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Setting up build/venv (a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python tools/look_before_setup.py
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

.PHONY: setup run lint test bench bench-speech clean
