# Two commands for a fresh machine: `make demo` (the main job on real forms) and `make test` (everything).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup system lint docs templates bench program lock clean

demo: setup
	$(BIN)/jixiao demo -o demo-output

test: system setup lint
	$(BIN)/python -m pytest -n auto --maxprocesses 4

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml .ci/requirements.lock .ci/python-packages
	.ci/python-packages "$(PYTHON)" "$(VENV)"
	touch $@

system:
	.ci/system-packages

docs: setup
	$(BIN)/python docs/build.py

templates: setup
	$(BIN)/python workbooks/build.py

bench: setup
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/start_up.py
	$(BIN)/python benchmarks/campaign.py
	$(BIN)/python benchmarks/ledger.py
	$(BIN)/python benchmarks/letters.py
	$(BIN)/python benchmarks/judgement.py
	$(BIN)/python benchmarks/planted.py

program: setup
	PYTHON=$(BIN)/python build/build_linux.sh

lock: setup
	$(BIN)/pip freeze --exclude-editable > .ci/requirements.lock

clean:
	rm -rf $(VENV) .work dist demo-output .pytest_cache .hypothesis .mypy_cache .ruff_cache
