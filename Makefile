# Praktik: two commands are enough, `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
export PORT
# Where a machine forbids it, every process would compile everything anew: seconds at each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup test check audit bench bench-matching chaos demo docs backup restore lock messages browser
help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## Start everything on this machine (PORT=8000)
	@exec $(BIN)/python -m config.run

setup: var/setup.done ## Install what is locked, compile the translations
var/setup.done: requirements.lock package-lock.json locale/da/LC_MESSAGES/django.po config/frontend.py
	@echo "Installing what is locked; with nothing in the caches this takes a minute or two …"
	@test -x $(BIN)/uv || $(PYTHON) -m venv --clear .venv
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --no-progress --silent
	@$(BIN)/python -m config.frontend
	@$(BIN)/python -m config.messages compile
	@mkdir -p var && touch $@

browser: setup
	@$(BIN)/python -m config.browser

test: browser ## The suite, with a real browser
	@$(BIN)/python -m pytest -n 2

check: setup ## Style, imports, types, templates, migrations, translations, production settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python -m config.embedded start var/test
	@DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m config.messages check
	@$(BIN)/python -m config.deploycheck

audit: check test ## Also what is too long for each landing: processes killed, first starts cut off, the restore drill
	@$(BIN)/python -m pytest -m audit -p no:randomly

bench: setup ## Benchmarks, each a table
	@for file in bench/*.py; do if test -f $$file; then echo "== $$file"; $(BIN)/python $$file || exit 1; fi; done

bench-matching: setup ## The matching engine beside its rivals, level by level, then its incentive audit
	@failed=0; for file in levels speed incentives; do $(BIN)/python bench/matching_$$file.py || failed=1; done; exit $$failed

demo: setup ## Fill a running `make run` with a stage of the programme (STAGE=…)
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(BIN)/python manage.py demo $(if $(STAGE),--stage $(STAGE))

docs: setup ## Print the pages of docs/ that come out of the code
	@$(BIN)/python -m config.docs write

backup: setup ## Write the database to FILE (default: var/backups/<time>.dump)
	@$(BIN)/python -m config.backup backup $(FILE)

restore: setup ## Replace the database by FILE; nothing else may be connected
	@$(BIN)/python -m config.backup restore $(FILE)

chaos: setup ## Kill workers, beats, Redis and PostgreSQL while mails are sent, and count (about a quarter of an hour)
	@$(BIN)/python -m config.chaos

messages: setup ## Take the texts out of code and templates into locale/
	@$(BIN)/python -m config.messages extract

lock: ## Lock the dependencies anew
	@$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --generate-hashes --no-annotate --no-header --universal --python-version 3.11 -o requirements.lock
	@$(BIN)/uv pip compile --quiet pyproject.toml --constraint requirements.lock --generate-hashes --no-annotate --no-header --universal --python-version 3.11 -o requirements-production.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm install --package-lock-only --silent
	@$(BIN)/python -m config.lock
