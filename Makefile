# Every verb of the project. `make` alone lists them.
#
# `make run` and `make test` work from a fresh clone with Python 3.11+, Node 20.19+, git and make.

PYTHON ?= python3
PORT ?= 8000
TARGET_PYTHON ?= 3.13
ARCHITECTURE ?= x86_64

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
PYTEST := $(BIN)/pytest
NPM := npm --prefix dashboard_static --no-update-notifier
DASHBOARD_SOURCES := $(shell find dashboard_static -type f \
	-not -path '*/node_modules/*' -not -path '*/.next/*' -not -path '*/out/*' -not -path '*/out-below/*' \
	-not -name 'next-env.d.ts' -not -name '*.tsbuildinfo' 2>/dev/null)

export PORT
export NEXT_TELEMETRY_DISABLED := 1
export PYTHONPATH := $(CURDIR):$(CURDIR)/layers/core/python

.DEFAULT_GOAL := help
.PHONY: help needs install run demo reset model evaluate package deploy generate format lint types imports unit \
	contract infra-tests integration e2e dashboard dashboard-check generated check test bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  \033[1m%-16s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ── Run ──────────────────────────────────────────────────────────────────────────────────────────

run: needs install dashboard ## Start everything on this machine: http://127.0.0.1:8000 (PORT=, EMULATOR=localstack, REDIS_URL=)
	@$(RUN) -m infra.local

demo: needs install dashboard ## The same, with simulated traffic
	@$(RUN) -m infra.local --demo

reset: install ## Forget what the embedded run stored
	@$(RUN) -m infra.local.reset

model: install ## Train a model on simulated transactions and register it (REDIS_URL=)
	$(RUN) -m simulator train
	$(RUN) -m simulator register --activate

evaluate: install ## Measure the seed model on a world it never saw, and write docs/evaluation.md
	$(RUN) -m simulator evaluate --docs docs

# ── Deploy ───────────────────────────────────────────────────────────────────────────────────────

package: install ## Write build/package/, what is deployed (TARGET_PYTHON=3.13 ARCHITECTURE=x86_64)
	@$(RUN) -m infra.package --python $(TARGET_PYTHON) --architecture $(ARCHITECTURE)

deploy: package dashboard ## Deploy to AWS (docs/deploy.md)
	@$(RUN) -m infra.deploy

# ── Write ────────────────────────────────────────────────────────────────────────────────────────

generate: install ## Write what is generated from the messages: schemas and TypeScript types
	$(RUN) infra/generate.py
	$(NPM) run types

format: install ## Format the Python code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .

lock: install ## Pin the dependencies anew, with hashes and without addresses
	cd layers/runtime && $(LOCK) requirements.in -o requirements.txt
	cd tests && $(LOCK) -c ../layers/runtime/requirements.txt requirements.in -o requirements.txt
	cd infra/local && $(LOCK) requirements.in -o requirements.txt

LOCK = $(CURDIR)/$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --python-version 3.11

GATE := install dashboard lint types imports generated unit contract infra-tests dashboard-check

# Run targets one after another, say how long each took, stop at the first that fails.
define phases
for phase in $(1); do \
	started=$$(date +%s); echo "── $$phase"; \
	$(MAKE) --no-print-directory $$phase || { echo "── $$phase failed"; exit 1; }; \
	echo "── $$phase: $$(($$(date +%s) - started)) s"; \
done
endef

# ── Check ────────────────────────────────────────────────────────────────────────────────────────

lint: install ## Check style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install ## Check types
	$(BIN)/mypy layers/core/python functions infra simulator tests

imports: install ## Check which module may import which
	$(BIN)/lint-imports

unit: install ## Unit and documentation tests
	$(PYTEST) tests/unit $(wildcard tests/docs)

contract: install ## The same laws for the memory and the real adapters
	$(PYTEST) tests/contract

infra-tests: install ## Template, policies, locks
	$(PYTEST) tests/infra

integration: install ## The deployed stack, without a browser
	$(PYTEST) tests/integration

e2e: install dashboard build/dashboard-below.stamp ## The dashboard in a browser, against the embedded run
	$(PYTEST) tests/e2e

generated: install ## Check that generated files are up to date
	$(RUN) infra/generate.py --check

dashboard-check: dashboard ## The dashboard: lint, types, tests, budgets of size and first paint
	$(NPM) run lint
	$(NPM) run test
	$(NPM) run budget
	$(NPM) run paint

check: ## The whole gate but integration
	@$(call phases,$(GATE))

test: ## Everything: the gate, integration and browser tests
	@$(call phases,$(GATE) integration e2e)

bench: install ## Measure throughput and latency (BENCH=--small for fewer stored transactions)
	PYTHONPATH=$(PYTHONPATH):functions $(RUN) -m tests.perf.bench $(BENCH)

# What must be there already, asked before anything is installed.
define need_python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
	echo "error: Python 3.11 or later is needed, here $(PYTHON) is" \
	"$$($(PYTHON) --version 2> /dev/null || echo missing): install one (https://www.python.org)," \
	"or name another: make PYTHON=python3.12 run"; exit 1; }
endef

define need_node
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	2> /dev/null || { echo "error: Node 20.19 or later is needed, here node is" \
	"$$(node --version 2> /dev/null || echo missing): install one (https://nodejs.org)"; exit 1; }; \
command -v npm > /dev/null || { echo "error: npm is needed; it comes with Node (Debian: apt-get install npm)"; exit 1; }
endef

needs:
	@$(need_python)
	@$(need_node)

# ── Built once, again only when their input changes ──────────────────────────────────────────────

install: $(VENV)/.installed ## Create .venv from the locked dependencies

$(VENV)/.installed: tests/requirements.txt
	@$(need_python)
	@# One that was cut off before it had pip is made again.
	@$(RUN) -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "error: no virtual environment can be made (Debian: apt-get install python3-venv)"; exit 1; }
	@echo "installing Python packages into $(VENV) (once; some seconds to a minute, as the network is)"
	@# uv, itself from the lock, installs in seconds; where it finds no index, pip does in minutes.
	@awk '/^[^ ]/ {wanted = /^uv==/} wanted' tests/requirements.txt > $(VENV)/uv.txt
	@$(RUN) -m pip install --quiet --no-deps --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip install --quiet --python $(RUN) --require-hashes -r tests/requirements.txt || { \
		echo "uv could not; trying pip, which takes some minutes"; \
		$(RUN) -m pip install --quiet --require-hashes -r tests/requirements.txt; }
	@touch $@

dashboard: build/dashboard.stamp ## Export the dashboard to dashboard_static/out

build/dashboard.stamp: dashboard_static/node_modules/.installed $(DASHBOARD_SOURCES)
	@echo "building the dashboard (whenever its sources changed; usually 20 s)"
	@mkdir -p build
	@$(NPM) run --silent build > build/dashboard.log 2>&1 || { tail -30 build/dashboard.log; exit 1; }
	@touch $@

# A second export, for a sub-path: the browser tests serve both. After the first, whose files it uses.
build/dashboard-below.stamp: build/dashboard.stamp
	@echo "exporting the dashboard for a sub-path"
	@RINGFENCE_BASE_PATH=/desk/fraud RINGFENCE_EXPORT=out-below $(NPM) run --silent build \
		> build/dashboard-below.log 2>&1 || { tail -30 build/dashboard-below.log; exit 1; }
	@touch $@

dashboard_static/node_modules/.installed: dashboard_static/package-lock.json
	@$(need_node)
	@echo "installing the dashboard's packages (once; usually 15 s to a minute, as the network is)"
	@# Not `npm ci`: some registries lack a platform's package, and npm then calls the lock out of sync.
	@$(NPM) install --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@

clean: ## Remove build results and caches; .venv and the stored state stay
	rm -rf build dashboard_static/out dashboard_static/out-below dashboard_static/.next .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache .coverage
