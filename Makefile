# make demo   set up, and answer a question offline from the bundled library
# make test   set up, and run the tests
# make check  the tests' companions: style, types, architecture
# make demo-run     run the demonstration again that `assistant tui --replay demo` shows
# make screenshots  draw docs/screenshots anew from it
# PIP_ARGS    extra arguments for pip, as in make demo PIP_ARGS="--extra-index-url …"

PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
TWO_QUESTIONS := How are mixture-of-experts models routed, and how are prompts optimised without gradients?
QUESTION ?= How do deep research agents plan their searches and ground their reports in evidence?

.PHONY: demo demo-run screenshots test check check-slow clean

demo: $(VENV)/installed
	ASSISTANT_HOME=$(VENV)/demo $(BIN)/assistant research --offline "$(QUESTION)"

demo-run: $(VENV)/installed
	rm -rf $(VENV)/demo-run
	ASSISTANT_HOME=$(VENV)/demo-run $(BIN)/assistant research --offline --quiet "$(TWO_QUESTIONS)" --output $(VENV)/demo.md
	ASSISTANT_HOME=$(VENV)/demo-run $(BIN)/assistant runs export \
		"$$(ASSISTANT_HOME=$(VENV)/demo-run $(BIN)/assistant runs list | awk 'NR == 2 { print $$1 }')" \
		--output tui/app/data/demo.jsonl

screenshots: $(VENV)/installed
	$(BIN)/python docs/screenshots/draw.py

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
