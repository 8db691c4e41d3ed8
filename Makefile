# Two commands matter: `make run` and `make test`. Everything they need is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXPOSURE_CRASH_INSTANTS ?= 10

.PHONY: run test check bench crash tables browser lock clean

run: $(VENV)/run.stamp  ## install, load the demonstration, score it as of today, serve on http://127.0.0.1:8000
	$(BIN)/exposure serve

test: $(VENV)/test.stamp browser  ## install what the tests need and run them all
	$(MAKE) --no-print-directory check
	EXPOSURE_CRASH_INSTANTS=$(EXPOSURE_CRASH_INSTANTS) $(BIN)/python -m pytest

check: $(VENV)/test.stamp  ## style, types, image file, tables
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile
	$(BIN)/exposure tables check

bench: $(VENV)/test.stamp  ## measure the engine and the service against rivals in one run; prints Markdown tables
	$(BIN)/python -m tests.benchmarks

crash: $(VENV)/test.stamp  ## kill rescore and import at a hundred random instants
	EXPOSURE_CRASH_INSTANTS=100 $(BIN)/python -m pytest tests/crash

browser:  ## Chromium for the browser tests, from Debian's packages
	@command -v chromium >/dev/null || (apt-get update -q && apt-get install -y -q --no-install-recommends chromium)

lock:  ## write the hashed locks anew from pyproject.toml; they record no index
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra build --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-dev.lock

clean:  ## remove what was installed and scored
	rm -rf $(VENV) var build *.egg-info

$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || (apt-get update -q && apt-get install -y -q --no-install-recommends python3-venv)
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp
