# Two commands set everything up: `make demo` runs the main job, `make test` all tests and checks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test workbooks templates benchmark system lock advisories clean

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

# Nothing is installed whose hash is not in requirements.txt (`make lock` writes it); ktt-check itself needs no download.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
$(STAMP): pyproject.toml requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

lock: $(STAMP)  ## after a change of constraints.txt: requirements.txt and THIRD-PARTY.md anew
	$(BIN)/python supply/lock.py
	$(PIP) --require-hashes --requirement requirements.txt
	$(BIN)/python supply/licences.py

advisories: $(STAMP)  ## whether any pinned package has a known vulnerability; asks a service on the network
	$(PYTHON) -m venv $(VENV)/advisories
	$(VENV)/advisories/bin/pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/advisories/bin/pip-audit --require-hashes --disable-pip --requirement requirements.txt

clean:
	rm -rf $(VENV) ket-qua
