# The manual of this project: every command a person or CI uses. `make help` lists them.
.DEFAULT_GOAL := help
PY := .venv/bin/python
export PYTHONUNBUFFERED := 1
# Some machines set it; every one of the hundreds of processes of a run would then compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

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
test: dev ## everything: lint, types, import order, pytest, vitest, browser tests
	@$(MAKE) --no-print-directory -j3 --output-sync lint types test-pwa
	@$(MAKE) --no-print-directory test-python test-postgresql

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

# What a second database could make different; a real PostgreSQL server is started for it (skipped without its binaries).
ON_POSTGRESQL := tests/core/test_statements.py tests/core/test_transaction.py tests/accounts/test_routes.py \
	$(addprefix tests/cases/test_,lists.py narrowing.py searching.py search_nothing.py points.py replacing.py replacing_job.py routes.py saved_filters.py levels.py renaming.py report_list.py numbers.py) \
	$(addprefix tests/reports/test_,sending.py sync.py sync_room.py devices.py quarantine.py handed_in.py couriers.py reading.py settling.py) \
	tests/photos/test_service.py tests/photos/test_jobs.py tests/photos/test_job_kills.py tests/review/test_batch.py tests/review/test_duplicates.py tests/safekeeping/test_postgresql.py tests/test_concurrency.py tests/notices/test_numbers.py \
	tests/area_imports/test_interrupted.py tests/areas/test_versions.py tests/test_boundary_change.py tests/test_migrations.py \
	tests/test_overlapping.py tests/handling/test_at_once.py tests/assessment/test_figures.py tests/checks/test_checking.py tests/proof/test_log_routes.py tests/proof/test_tampering.py tests/lifecycle/test_destroying.py \
	tests/merchants/test_trying.py tests/merchants/test_uploads.py

# One process more than processors, and browsers among the rest: what one waits for, another computes.
.PHONY: test-python
test-python: dev ## all of pytest on SQLite, with and without the browser
	@$(PY) -m pytest -q -n 3 --dist worksteal

.PHONY: test-postgresql
test-postgresql: dev ## what knows the database, on PostgreSQL
	@$(PY) -m pytest -q -n 3 --dist worksteal -m "not browser and not faults" --database postgresql $(ON_POSTGRESQL)

.PHONY: test-server
test-server: dev ## pytest without the browser: all on SQLite, then what knows the database on PostgreSQL
	@$(PY) -m pytest -q -n 3 --dist worksteal -m "not browser"
	@$(MAKE) --no-print-directory test-postgresql

.PHONY: test-pwa
test-pwa: dev ## vitest and the size budget
	@cd pwa && npm run --silent test && npm run --silent size

.PHONY: test-browser
test-browser: dev ## real Chromium against the real server
	@$(PY) -m pytest -q -n 2 --dist worksteal -m browser tests/e2e tests/faults tests/webkit

.PHONY: faults
faults: dev ## every fault campaign at full size, then one table (an hour or so; XUNJIE_FAULTS_SEED replays another)
	@$(PY) -m scripts.faults

.PHONY: bench
bench: dev ## print the benchmark table (ratios measured side by side in one run)
	@$(PY) -m scripts.bench

.PHONY: herd
herd: dev ## 1,000 phones come back at once: how fast, who is told to wait, memory, nothing lost (minutes; --phones in HERD)
	@$(PY) -m scripts.bench.herd $(HERD)

.PHONY: soak
soak: dev ## steady load with kills for MINUTES (20): memory and descriptors stay flat, feed and tables agree
	@$(PY) -m scripts.bench.soak --minutes $${MINUTES:-20}

.PHONY: format
format: dev ## format the Python code
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .
