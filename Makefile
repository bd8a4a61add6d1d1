# make demo | test | full | bench | lint ; each sets up what is missing on a fresh Debian 12 machine.
SHELL := /bin/bash
PY := .venv/bin/python
STAMP := .venv/.ready
ONCE ?=

.PHONY: setup demo test full bench lint lock clean
setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml provisioning/install/setup.sh
	@bash provisioning/install/setup.sh
	@touch $(STAMP)

demo: setup
	@ONCE=$(ONCE) $(PY) -m demo

lint: setup
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m mypy --config-file tests/mypy.ini tests
	@.venv/bin/lint-imports --no-cache

test: lint
	@$(PY) -m pytest -n 2 -m "not full"

full: lint
	@HYPOTHESIS_PROFILE=fresh $(PY) -m pytest -n 2

bench: setup
	@$(PY) -m bench

# After a change of dependencies in pyproject.toml.
lock: setup
	@.venv/bin/uv pip compile pyproject.toml --extra dev --extra second-reader --extra postgres --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.lock

clean:
	rm -rf .venv var
