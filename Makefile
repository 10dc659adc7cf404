# Praktik: two commands are enough, `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
export PORT

.PHONY: help run setup test check audit bench bench-matching lock messages browser
help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## Start everything on this machine (PORT=8000)
	@exec $(BIN)/python -m config.run

setup: var/setup.done ## Install what is locked, compile the translations
var/setup.done: requirements.lock package-lock.json locale/da/LC_MESSAGES/django.po config/frontend.py
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --no-progress --silent
	@$(BIN)/python -m config.frontend
	@$(BIN)/python -m config.messages compile
	@mkdir -p var && touch $@

browser: setup
	@$(BIN)/python -m config.browser

test: browser ## The suite, with a real browser
	@$(BIN)/python -m pytest -n 2

check: setup ## Style, imports, types, migrations, translations, production settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/python -m config.embedded start var/test
	@DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m config.messages check
	@$(BIN)/python -m config.deploycheck

audit: test check ## Everything that is too long for `make test`

bench: setup ## Benchmarks
	@ls bench/*.py 2>/dev/null | xargs -r -n1 $(BIN)/python

bench-matching: setup ## The matching engine beside its rivals, then its incentive audit
	@$(BIN)/python bench/matching_speed.py
	@$(BIN)/python bench/matching_incentives.py

messages: setup ## Take the texts out of code and templates into locale/
	@$(BIN)/python -m config.messages extract

lock: ## Lock the dependencies anew
	@$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --generate-hashes --no-annotate --no-header --universal --python-version 3.11 -o requirements.lock
