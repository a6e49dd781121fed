# One command per intent. Each sets up what it needs, once, and says what it is doing.
#   make serve   build the site, serve it, rebuild on change
#   make test    every check and every test, in a real browser
#   make build   the site, strictly, in site/
#   make check   lint, types, formats, prose
#   make mutants   how many of the scorer's mutants the tests kill, and which live
#   make bench   ratios measured in one run
#   make way-out   the site built by ProperDocs, and what it loses
#   make lighthouse   what Lighthouse says of a page of each kind, on a phone
#   make tidy-bib   bibliography.bib in order, with what was changed
#   make new-chapter NAME=my-chapter   a chapter and its quiz to begin with
#   make new-study PANEL=A_correlation SOURCE=bordin1979   a row of the studies to begin with
#   make new-quiz NAME=my-quiz CHAPTER=../alliance/components.md   a quiz to begin with
#   make import-gift FILE=x.gift CHAPTER=../alliance/components.md   a quiz from Moodle

SHELL := /bin/sh
.DEFAULT_GOAL := serve
.DELETE_ON_ERROR:
.PHONY: serve test build check code workflows prose coverage mutants bench lighthouse upkeep way-out
.PHONY: tidy-bib new-chapter new-quiz new-study import-gift
# One run tells the faults of every check, and of the build.
MAKEFLAGS += --keep-going

PYTHON ?= python3
BIN := .venv/bin
ADDRESS ?= 127.0.0.1:8000
# The theme prints a box about its end of life at every build; adr/ says it once.
export NO_MKDOCS_2_WARNING := 1
# What the site says of its own age is the commit's, so that one commit makes one site.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2> /dev/null || date +%s)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

# What is about alliance_quiz alone. Hundreds of examples find faults; no branch needs them.
QUIZ_TESTS := $(patsubst %,tests/unit/test_%.py,cases code definitions instrument_toml kinds preview progress quiz_markdown reflections refusals review)
EXAMPLES := mutated_file or the_same_again_changes
PACKAGE := $(shell find src/alliance_quiz -name '*.py')
CASES := $(wildcard tests/cases/*.toml)
# RUNTIME=stock make build: the site with Pyodide as it comes, in build/stock/site;
# SITE_DIR=build/stock/site .venv/bin/pytest tests/browser tests that.
RUNTIME ?= ours
ifeq ($(RUNTIME),stock)
SITE := build/stock/site
export BUILT_PYTHON := build/stock/python
STOCK := --stock
else ifeq ($(RUNTIME),ours)
SITE := site
export BUILT_PYTHON := build/python
else
$(error RUNTIME=$(RUNTIME): say stock, or leave it out)
endif
# What is read as prose; wording that others own is theirs, and a translation is in no English.
PROSE := $(filter-out docs/instruments/licensed-% docs/reflect/licensed-% $(wildcard docs/*/*.??.md docs/*/*.??-??.md),$(wildcard *.md adr/*.md benchmarks/*.md docs/*.md docs/*/*.md docs/instruments/*.toml src/alliance_site/*.md))
# Right in British English in one of their senses, or names.
SPELT := practice,practices,story,stories,program,licenses,licensed,sting,focuses,ines,organization

serve: .venv/ready $(BUILT_PYTHON)/contents.json
	@echo "Building the site; it will be at the address below, and rebuilt on every change."
	@$(BIN)/python -m alliance_build serve --dev-addr $(ADDRESS)

build: .venv/ready $(BUILT_PYTHON)/contents.json
	@echo "Building the site into $(SITE)/ ..."
	@$(BIN)/python -m alliance_build $(SITE)

check: code workflows prose

code: .venv/ready node_modules/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node_modules/.bin/tsc -p .
	node_modules/.bin/biome ci .

workflows: .venv/ready
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format --force-filetype yaml CITATION.cff
	$(BIN)/zizmor --offline --no-progress --quiet .github

# Each looks at all the pages, whatever the one before has found.
prose: .venv/ready node_modules/ready build/en-GB.txt
	@failed=; check() { echo "$$1" && shift && "$$@" || failed=yes; }; \
	check "Words and sentences" $(BIN)/python -m alliance_site.prose $(PROSE) docs/evidence/methods.ipynb; \
	check "Markdown" node_modules/.bin/markdownlint-cli2 $(filter %.md,$(PROSE)); \
	check "British spelling" $(BIN)/codespell -D - -D build/en-GB.txt --ignore-words-list $(SPELT) $(PROSE); \
	check "Spelling" node_modules/.bin/cspell lint --dot --no-progress --no-summary --show-suggestions $(PROSE); \
	test -z "$$failed"

# Two at a time; what each has to tell is told in one piece.
# The hooks run in builds that the tests start; their lines cost nothing to measure.
test: .venv/ready node_modules/ready build/browser
	@$(MAKE) --no-print-directory --jobs 2 --output-sync check build coverage
	@rm -rf .coverage && mkdir .coverage
	COVERAGE_PROCESS_START=$(CURDIR)/pyproject.toml COVERAGE_FILE=$(CURDIR)/.coverage/hooks COVERAGE_CORE=sysmon \
	$(BIN)/pytest --numprocesses 3 --dist worksteal --max-suite-reruns 5 --rerun-show-tracebacks --junit-xml build/tests.xml
	@$(BIN)/coverage report --data-file .coverage/hooks --fail-under 90

# Before Python 3.14 branches cost time, so only what is about alliance_quiz measures them.
coverage: .venv/ready
	@rm -f build/branches*
	@COVERAGE_FILE=build/branches $(BIN)/coverage run --branch --source src/alliance_quiz --module pytest --quiet --disable-plugin-autoload $(QUIZ_TESTS) -k "not ($(EXAMPLES))"
	@$(BIN)/coverage report --data-file build/branches --show-missing --skip-covered --fail-under 100

mutants: .venv/ready
	@echo "Breaking the scorer in some 2,500 places, and testing each (three minutes of two cores) ..."
	@rm -rf mutants && mkdir -p build
	@$(BIN)/mutmut run > build/mutants.log || { tail -n 30 build/mutants.log; exit 1; }
	@$(BIN)/python -m tests.mutants

bench: build build/browser
	@$(MAKE) --no-print-directory build RUNTIME=stock
	@$(BIN)/python -m benchmarks.build
	@$(BIN)/python -m benchmarks.quizzes
	@$(BIN)/python -m benchmarks.review
	@$(BIN)/python -m benchmarks.start
	@$(BIN)/python -m benchmarks.citations

# See adr/.
way-out: build
	@$(BIN)/python -m tests.build.way_out

lighthouse: build build/browser
	@$(BIN)/python -m tests.browser.lighthouse

# What other sites and the calendar change without us: a weekly job looks at it, no test does.
upkeep: build
	@$(BIN)/python -m tests.build.links --outside > build/links.csv
	@$(BIN)/python -m alliance_site.upkeep build/links.csv > build/upkeep.md
	@cat build/upkeep.md

tidy-bib: .venv/ready
	@$(BIN)/python -m alliance_site.tidy_bib

new-chapter: .venv/ready
	@$(BIN)/python -m alliance_site.new_chapter "$(NAME)" "$(FOLDER)"

new-study: .venv/ready
	@$(BIN)/python -m alliance_site.new_study "$(PANEL)" "$(SOURCE)" "$(LABEL)"

new-quiz: .venv/ready
	@$(BIN)/python -m alliance_site.new_quiz "$(NAME)" "$(CHAPTER)"

import-gift: .venv/ready node_modules/ready
	@$(BIN)/python -m alliance_site.import_gift "$(FILE)" --chapter "$(CHAPTER)"

.venv/ready: requirements.txt .python-version
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.12 or newer is needed; this is " + sys.version.split()[0] + ". Set PYTHON=... to another." if sys.version_info < (3, 12) else 0)'
	@echo "Setting up Python's packages in .venv (once; about a minute) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/ready: package.json package-lock.json
	@node -e 'if (+process.versions.node.split(".")[0] < 20) { console.error("Node 20 or newer is needed; this is " + process.version); process.exit(1) }'
	@echo "Setting up Pyodide and the JavaScript checkers in node_modules (once; a few seconds) ..."
	@npm ci --loglevel=error --no-progress --ignore-scripts > /dev/null
	@touch $@

$(BUILT_PYTHON)/contents.json: .venv/ready node_modules/ready tests/case_files.py $(PACKAGE) $(CASES) $(wildcard runtime/*)
	@echo "Building Python for the browser (again only when alliance_quiz changes) ..."
	@mkdir -p build && $(BIN)/python -m tests.case_files build/cases.json
	@$(BIN)/python runtime/build.py --output $(BUILT_PYTHON) $(STOCK)

# codespell's list of British words and their American spelling, turned round.
build/en-GB.txt: .venv/ready
	@mkdir -p build && sed -nE 's/^([^-]+)->([^,]+)$$/\2->\1/p' $(BIN)/../lib/python3*/site-packages/codespell_lib/data/dictionary_en-GB_to_en-US.txt > $@

build/browser: .venv/ready tests/browser/install.py
	@$(BIN)/python tests/browser/install.py
	@mkdir -p build && touch $@
