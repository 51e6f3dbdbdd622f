# Everything lives in build/: the virtual environment, fetched programs, what a run writes.
PYTHON ?= python3
VENV := build/venv
BIN := $(VENV)/bin
SOURCES := agi demo bench tests tools findings setup.py
BOTH_CORES := --numprocesses=2 --dist=worksteal
# Real calls wait for one another's sound more than for a processor.
WITH_CALLS := --numprocesses=3 --dist=worksteal --max-suite-reruns=5 --rerun-show-tracebacks
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/pytest
LOWEST := build/lowest
PACKAGE ?= build/package
UV := build/uv/bin/uv
SPHINX := build/sphinx
# Without compiled modules each command and each test that starts one compiles 350 files first: two seconds and more.
unexport PYTHONDONTWRITEBYTECODE
LOCK := $(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command 'make lock'

setup: $(VENV)/.installed ## the environment alone

run: setup ## the demo; ONCE=1 ends it after its calls
	@$(BIN)/python -m demo

# CALLS=N a second, QUESTION=N callers in it and DIRECT_MEDIA=1 reach it as environment variables.
cluster: setup ## three nodes behind a Kamailio under calls: killed, frozen, cut off, drained, upgraded; some minutes
	@$(BIN)/python -m demo.cluster

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

quick: setup ## lint, and beside it the unit tests that are quick, with few random examples
	@$(MAKE) --no-print-directory --jobs=2 lint quick-tests

quick-tests: setup
	$(PYTEST) $(BOTH_CORES) tests/unit -m 'not slow' --hypothesis-profile=quick

pages: setup ## make anew what pages show that is made from the code
	$(BIN)/python -m tools.room_picture
	$(BIN)/python -m tools.fault_codes
	$(BIN)/python -m tools.fault_table
	$(BIN)/python -m tools.doctor_table
	$(BIN)/python -m tools.report_figures
	$(BIN)/python -m tools.heard_calls
	$(BIN)/python -m tools.config_schemas
	$(BIN)/python -m tools.data_layout
	$(BIN)/python -m veertien.conversation.diagram docs/conversation.md

docs: setup $(SPHINX)/.installed ## the pages as a site to read and search, in build/docs
	@$(BIN)/python -m tools.heard_calls --sounds build/sounds
	@$(SPHINX)/bin/python -m tools.docs_site --sounds build/sounds
	@echo "build/docs/index.html"

screenshots: setup ## make anew the pictures in docs/web.md
	$(BIN)/python -m tools.screenshots

unit: setup ## all unit tests; no Asterisk
	$(PYTEST) $(BOTH_CORES) tests/unit

test: lint ## lint, and all tests, with real calls on a real Asterisk
	$(PYTEST) $(WITH_CALLS)

lowest: $(LOWEST)/.installed ## the quick unit tests with the oldest versions that setup.cfg allows; on Python 3.11
	OPENBLAS_NUM_THREADS=1 $(LOWEST)/bin/pytest $(BOTH_CORES) tests/unit -m 'not slow' --hypothesis-profile=quick

bench: setup ## how fast it is on this machine, beside its peers
	@$(BIN)/python -m bench

load: setup ## crowds of callers by SIPp: a table, and a plot in build/load.svg; two minutes
	@$(BIN)/python -m bench.load

soak: setup ## an hour at 5 calls a second; SOAK="SECONDS RATE" for others
	@$(BIN)/python -m bench.load.soak $(SOAK)

# SPEECH=DIR, FILLETS=DIR, FILLETS_INDEX=FILE and MODEL=DIR reach it as environment variables.
bench-speech: setup ## how well it recognises recordings; see docs/bench-speech.md
	@$(BIN)/python -m bench.speech $(SECTIONS)

# What uv works out from setup.cfg, with the hashes of all files: for a PBX, for work on Veertien, and the oldest allowed; from
# pyproject.toml: for the site.
# setuptools builds Veertien itself.
lock: $(UV) ## renew the lists in locks/, after a change of setup.cfg or to have newer versions
	printf 'setuptools >= 70.1\n' | $(LOCK) --universal --extra postgresql --output-file locks/pbx.txt setup.cfg -
	$(LOCK) --universal --all-extras --output-file locks/dev.txt setup.cfg
	$(LOCK) --python-platform linux --resolution lowest-direct --extra dev --output-file locks/lowest.txt setup.cfg
	$(LOCK) --universal --group pyproject.toml:docs --output-file locks/docs.txt

package: ## a Debian package of this version and its SBOM, in build/package; needs dpkg-deb
	@$(PYTHON) -m venv --clear build/sbom
	@build/sbom/bin/python tools/look_before_setup.py
	@build/sbom/bin/pip install --quiet 'cyclonedx-bom >= 7'
	@build/sbom/bin/python tools/make_package.py build/sbom/bin/cyclonedx-py $(PACKAGE)

install-test: setup ## from the package to a call and away again on bare Debians; as root, with debootstrap and systemd-nspawn
	@[ "$$(id -u)" = 0 ] && command -v debootstrap systemd-nspawn unshare nsenter >/dev/null || { echo "make install-test needs root, and: apt-get install debootstrap systemd-container util-linux"; exit 1; }
	$(PYTEST) --numprocesses=0 -s tests/install

clean: ## remove build/, fetched programs included
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

INSTALL_OURSELVES := --quiet --no-deps --no-build-isolation --editable .

$(VENV)/.installed: setup.cfg setup.py pyproject.toml locks/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Veertien needs Python 3.11 or newer: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Setting up build/venv (a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python tools/look_before_setup.py
	@$(BIN)/pip install --quiet --require-hashes --requirement locks/dev.txt
	@$(BIN)/pip install $(INSTALL_OURSELVES)
	@touch $@

$(LOWEST)/.installed: setup.cfg setup.py pyproject.toml locks/lowest.txt
	@echo "Setting up $(LOWEST)"
	@$(PYTHON) -m venv $(LOWEST)
	@$(LOWEST)/bin/pip install --quiet --require-hashes --requirement locks/lowest.txt
	@$(LOWEST)/bin/pip install $(INSTALL_OURSELVES)
	@touch $@

$(SPHINX)/.installed: locks/docs.txt
	@$(PYTHON) -m venv $(SPHINX)
	@$(SPHINX)/bin/pip install --quiet --require-hashes --requirement locks/docs.txt
	@touch $@

$(UV):
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/pip install --quiet uv

.PHONY: setup run cluster fix lint quick quick-tests pages docs screenshots unit lowest test bench load soak bench-speech lock package install-test clean help
