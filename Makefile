# Needs only python3 (3.11 or newer, with venv) and make; everything else goes into .tools and .venv.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
# A release less than a week old is not taken: a bad one is mostly withdrawn within days.
# No header and no index options: the locks hold names, versions and hashes, and no address.
COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --exclude-newer "1 week" \
	--generate-hashes --no-header --no-annotate $(LOCKFLAGS)

.PHONY: help install demo test lint bench lock clean

help:
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

# uv goes into its own environment, so that it never mixes with what it installs.
$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

# $(call sync,requirements) makes .venv hold exactly what the locked file names, and the package itself, editable.
define sync
	$(UV) venv -q --allow-existing -p $(PYTHON) .venv
	$(UV) pip sync -q -p .venv --require-hashes $(1)
	$(UV) pip install -q -p .venv --no-deps --no-build-isolation --offline -e .
endef

# One environment, two fillings. `.base` is what people run; `.all` adds tests and checks and so serves both.
.venv/.base: requirements/base.txt pyproject.toml | $(UV)
	$(call sync,requirements/base.txt)
	rm -f .venv/.all && touch $@

.venv/.all: requirements/test.txt requirements/lint.txt pyproject.toml | $(UV)
	$(call sync,requirements/test.txt requirements/lint.txt)
	touch .venv/.base $@

install: .venv/.base  ## make .venv with the lineofsight command
	@echo "Installed: $(BIN)/lineofsight"

# npm fetches what pages are drawn with; a machine that has none finds it in the fuller environment.
demo test: export PATH := $(CURDIR)/$(BIN):$(PATH)
demo: $(if $(shell command -v npm),.venv/.base,.venv/.all)  ## do the main job on made-up files, then serve it; SERVE=0 does not
	$(BIN)/python -m lineofsight.demo

test: .venv/.all  ## run the tests; PYTEST="-k name" narrows them
	@$(BIN)/python -m scripts.browser > /dev/null
	@$(BIN)/python -m lineofsight.web.config.fetching > /dev/null
	$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST)

lint: .venv/.all  ## check style, types and which module may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r lineofsight scripts
	$(BIN)/djlint --quiet --lint lineofsight/web/templates
	$(BIN)/python -m scripts.check_reviews

bench: .venv/.all  ## measure against the budgets in benchmarks/
	$(BIN)/python -m benchmarks

lock: | $(UV)  ## write requirements/ anew from pyproject.toml; LOCKFLAGS=--upgrade takes newer versions
	mkdir -p requirements
	$(COMPILE) pyproject.toml --group build -o requirements/base.txt
	$(COMPILE) pyproject.toml -c requirements/base.txt --group test -o requirements/test.txt
	$(COMPILE) -c requirements/test.txt --group lint -o requirements/lint.txt
	@! grep -n '://' requirements/*.txt

clean:  ## remove what make made
	rm -rf .venv .tools build dist *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache .coverage
