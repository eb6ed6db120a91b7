# make demo   set up, and answer a question offline from the bundled library
# make test   set up, and run the tests
# make check  the tests' companions: style, types, architecture
# PIP_ARGS    extra arguments for pip, as in make demo PIP_ARGS="--extra-index-url …"

PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
QUESTION ?= How do deep research agents plan their searches and ground their reports in evidence?

.PHONY: demo test check check-slow clean

demo: $(VENV)/installed
	ASSISTANT_HOME=$(VENV)/demo $(BIN)/assistant research --offline "$(QUESTION)"

test: $(VENV)/installed
	$(BIN)/pytest -n 3 --dist worksteal  # three for two cores: some tests wait for servers

check: $(VENV)/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check-slow: $(VENV)/installed
	$(BIN)/pytest -m slow

# A marker file, so that a set-up that was interrupted is done again and a finished one is not.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt $(PIP_ARGS) --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
