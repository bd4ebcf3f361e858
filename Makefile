PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
DEMO := $(BIN)/setpoint --workspace .demo

.PHONY: demo test lint bench

demo: .venv/demo.ready  ## read the samples and answer questions about them
	$(DEMO) ingest samples/records
	$(DEMO) ask "acceptable range for iPSC seeding density?"
	$(DEMO) show 1
	$(DEMO) ask "why did VCN fail in CT-118?"
	$(DEMO) ask "DMSO contact time before freezing?"
	$(DEMO) ask "Which version of SOP-127 did the runs with vector lot LV-2291 follow?"
	$(DEMO) graph effects --attribute VCN
	-$(DEMO) ask "what is the maximum hold time of the final product at 37 °C?"

test: .venv/test.ready  ## the tests; those that need a service or the corpora say why they are skipped
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST)

lint: .venv/test.ready  ## ruff, strict types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

bench: .venv/test.ready  ## the measurements, as ratios in one run
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m bench

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/demo.ready: pyproject.toml constraints.txt | .venv/bin/pip
	$(INSTALL) .
	touch $@

.venv/test.ready: pyproject.toml constraints.txt | .venv/bin/pip
	$(INSTALL) '.[dev,postgres]'
	touch $@ .venv/demo.ready
