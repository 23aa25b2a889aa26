# Wenju: `make serve` runs it, `make test` checks it, `make help` lists the rest.
#
# Every target that needs packages depends on a stamp inside .venv whose name carries the hash of
# what would change the installation. So a second run installs nothing, an edited constraints.txt
# installs what moved, and a folder that was moved or copied does not run another folder's code.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
WENJU := $(VENV)/bin/wenju
# The module, not .venv/bin/<tool>: a tool's first line names the folder that it was made in.
RUN := $(VENV)/bin/python -m
PYTHON ?= $(shell command -v python3.11 || command -v python3)

INPUTS := $(shell { cat pyproject.toml constraints.txt; $(PYTHON) -V; pwd -P; } 2>&1 | sha256sum | cut -c1-16)
RUNTIME := $(VENV)/.runtime-$(INPUTS)
DEVELOPMENT := $(VENV)/.development-$(INPUTS)
# At a terminal pip shows its progress; in a log only what went wrong.
PIP := $(RUN) pip install --disable-pip-version-check --no-build-isolation -c constraints.txt $(if $(MAKE_TERMOUT),,-qq)

.PHONY: help install serve index ask test check static format eval bench peers screenshots browser office compiler wheel smoke clean

help: ## list these targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

## Running

serve: $(RUNTIME) ## install, index, and answer on http://127.0.0.1:8000 (WENJU_PORT and the rest are honoured)
	@exec $(WENJU) serve

index: $(RUNTIME) ## build the index of the shipped texts where it is missing or stale
	@$(WENJU) index build

install: $(RUNTIME) ## make .venv and install what the service needs

## Checking

test: $(DEVELOPMENT) browser office compiler static ## everything: format, lint, types, import directions, all tests in a real browser too
	$(RUN) pytest

check: $(DEVELOPMENT) static ## the same without the browser
	$(RUN) pytest -m "not browser"

static: $(DEVELOPMENT) ## format, lint, types, import directions
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(VENV)/bin/python -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-logo

format: $(DEVELOPMENT) ## rewrite the code to the house format
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

browser: $(DEVELOPMENT) ## find or install a Chromium for the browser tests
	@.ci/browser $(VENV)/bin/python

office: ## find or install a LibreOffice for the readers' tests; without one they are skipped
	@.ci/office

compiler: $(DEVELOPMENT) ## find or install a C compiler for the fault tests
	@.ci/compiler $(VENV)/bin/python

screenshots: $(DEVELOPMENT) browser ## photograph the page into docs/screenshots
	@$(RUN) tests.browser.screenshots

## Measuring

eval: $(RUNTIME) ## answer the gold questions; fails where answers got worse
	@$(WENJU) eval

# SIZES are passages of the libraries that are made of the texts in the folders of TEXTS and kept
# for the next run; see docs/benchmarks.md.
SIZES ?= 1000,10000
TEXTS ?=

bench: $(RUNTIME) ## measure indexing, latency, throughput, memory and recall (SIZES=1000,10000 TEXTS=FOLDER...)
	@$(RUN) eval.benchmarks service --sizes $(SIZES) $(addprefix --texts ,$(TEXTS)) --document

peers: $(RUNTIME) ## measure Wenju beside txtai, Haystack and LlamaIndex (TEXTS=FOLDER)
	@$(RUN) eval.benchmarks peers $(addprefix --texts ,$(TEXTS)) --document

## Shipping

wheel: $(RUNTIME) ## build dist/wenju-*.whl: code, text, model, page, gold questions
	rm -rf build dist
	$(RUN) pip wheel --disable-pip-version-check -q --no-deps --no-build-isolation -w dist .
	rm -rf build
	@ls -l dist/*.whl

smoke: wheel ## install the wheel into an environment of its own and ask it there
	@.ci/smoke "$(PYTHON)" constraints.txt

clean: ## remove what building and testing left; documents and indexes in var/ stay
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

## Installing

$(RUNTIME):
	@$(RUN) pip --version >/dev/null 2>&1 || .ci/venv "$(PYTHON)" $(VENV)
	@echo "Installing the service at the versions of constraints.txt; the first time takes minutes, torch being large."
	$(PIP) pip setuptools
	$(PIP) -e .
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEVELOPMENT): $(RUNTIME)
	@echo "Installing what the tests need."
	$(PIP) --group dev
	@rm -f $(VENV)/.development-* && touch $@
