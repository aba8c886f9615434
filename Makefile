# Two commands set everything up: `make demo` runs the main job, `make test` all tests and checks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test workbooks templates benchmark system clean

demo: $(STAMP)
	$(BIN)/ktt-check demo

test: $(STAMP) system
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto

workbooks: $(STAMP)  ## rebuild the shipped workbooks from their Markdown sources
	$(BIN)/python workbooks/build.py

templates: $(STAMP)  ## rebuild the ready-made forms
	$(BIN)/python workbooks/build_templates.py

benchmark: $(STAMP)
	$(BIN)/python benchmarks/cold_check.py
	$(BIN)/python benchmarks/annotating.py
	$(BIN)/python benchmarks/large_workbook.py
	$(BIN)/python benchmarks/audit_folder.py

# LibreOffice opens the results as a user would; where it cannot be installed the tests say so (and fail in CI).
system:
	@command -v soffice >/dev/null || sh tests/install-libreoffice.sh

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) ket-qua
