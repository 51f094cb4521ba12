# Fahsai (ฟ้าใส): what a developer or a user types.  `make demo` and `make test` need git, make,
# python3 (3.11 or newer) and python3-venv; `make system` adds the Debian packages that the full
# suite uses (LibreOffice, PostgreSQL, Chromium, Mosquitto, poppler, zstd).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8000
SYSTEM_PACKAGES := libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-math-nogui \
	poppler-utils postgresql chromium fonts-dejavu-core fonts-tlwg-laksaman zstd \
	mosquitto mosquitto-clients

.PHONY: demo test check system format bench load fuzz docs lock clean

$(VENV)/.run: pyproject.toml requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fahsai needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m fahsai.web.assets
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run  ## a demonstration municipality, its documents in out/, a page on loopback
	FAHSAI_HOME="$(CURDIR)/var/demo" $(BIN)/fahsai demo --out out --port $(PORT) \
		$(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/.dev  ## the whole suite
	FAHSAI_HOME="$(CURDIR)/var/test" $(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.dev  ## lint, types, arrows between rooms, docs in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	FAHSAI_HOME="$(CURDIR)/var/test" $(BIN)/mypy
	$(BIN)/python tools/docs.py --check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev  ## ratios measured in one run
	$(BIN)/python tools/bench.py

load: $(VENV)/.dev  ## fifty people at once on both databases, about five minutes
	$(BIN)/python tools/load.py

fuzz: $(VENV)/.dev  ## 100,000 broken files for everything that reads files
	$(BIN)/python tools/fuzz.py

docs: $(VENV)/.dev  ## write the generated parts of docs/ again
	$(BIN)/python tools/docs.py

lock: $(VENV)/.dev  ## pin what is installed now
	$(BIN)/python tools/lock.py

system:  ## Debian packages of the full suite (root or sudo)
	$(if $(filter 0,$(shell id -u)),,sudo) apt-get update -q
	$(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends $(SYSTEM_PACKAGES)

clean:
	rm -rf $(VENV) var out build dist .pytest_cache .mypy_cache .ruff_cache
