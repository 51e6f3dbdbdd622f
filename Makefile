PYTHON ?= python3
VENV := build/venv
BIN := $(VENV)/bin

setup: $(VENV)/.installed

$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

.PHONY: setup
