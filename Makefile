# make demo   the example company's site on http://127.0.0.1:8000/, everything made on the way
# make test   the whole suite; says what it leaves out where a part is missing
# make check  what CI asks besides: lint, import contracts, types, migrations, translations, docs

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check docs messages clean

help:
	@sed -n 's/^# //p' Makefile | head -3

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and was not found."; exit 1; }
	@echo "Making the environment $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { echo "If the message above names ensurepip: install python3-venv."; rm -rf $(VENV); exit 1; }

# A stamp for each set of packages, so that the second run starts at once.
$(VENV)/.demo: setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing the package and what it needs (a minute or two, once)"
	@$(PIP) -e '.[demo]'
	@touch $@

$(VENV)/.dev: setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing the package and what its tests need (two minutes or so, once)"
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo
	@$(BIN)/python example_project/manage.py demo $(HOST):$(PORT)

test: $(VENV)/.dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/test

check: $(VENV)/.dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/check

docs: $(VENV)/.dev
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

messages: $(VENV)/.dev
	@$(BIN)/python .ci/translations.py compile

# The environments and what was built; never the demo's data in var/.
clean:
	rm -rf $(VENV) .venv-* build dist docs/_build .mypy_cache .ruff_cache .pytest_cache *.egg-info
