# The manual of this project: every command a person or CI uses. `make help` lists them.
.DEFAULT_GOAL := help
PY := .venv/bin/python
export PYTHONUNBUFFERED := 1

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## install, build, migrate, load the demo city, serve on http://127.0.0.1:$${PORT:-8000}
	@python3 scripts/prepare.py
	@DEMO=$${DEMO:-1} exec $(PY) -m app.serve

.PHONY: build
build: ## install what is needed and build the PWA
	@python3 scripts/prepare.py

.PHONY: dev
dev: ## install everything, also what tests and benchmarks need
	@python3 scripts/prepare.py --dev

.PHONY: test
test: dev lint types test-pwa test-server test-browser ## everything: lint, types, import order, pytest, vitest, browser tests

.PHONY: lint
lint: dev ## ruff, import contracts, eslint
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports
	@cd pwa && npm run --silent lint

.PHONY: types
types: dev ## mypy and vue-tsc
	@$(PY) -m mypy
	@cd pwa && npm run --silent types

.PHONY: test-server
test-server: dev ## pytest without the browser
	@$(PY) -m pytest -q -n 2 -m "not browser"

.PHONY: test-pwa
test-pwa: dev ## vitest and the size budget
	@cd pwa && npm run --silent test && npm run --silent size

.PHONY: test-browser
test-browser: dev ## real Chromium against the real server
	@$(PY) -m pytest -q -m browser

.PHONY: faults
faults: dev ## every fault campaign at full size, then one table (an hour or so; XUNJIE_FAULTS_SEED replays another)
	@$(PY) -m scripts.faults

.PHONY: bench
bench: dev ## print the benchmark table (ratios measured side by side in one run)
	@$(PY) -m scripts.bench

.PHONY: format
format: dev ## format the Python code
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .
