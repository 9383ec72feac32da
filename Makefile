# `make run` and `make test` are all a newcomer needs; each target is a plain line that can be copied.
V := .venv
PY := $(V)/bin/python
PORT ?= 8000
WORKERS ?= 1
export PATH := $(CURDIR)/$(V)/bin:$(PATH)
export HAPPYCHAT_BASE_URL ?= http://127.0.0.1:$(PORT)
unexport PYTHONDONTWRITEBYTECODE
SOURCES := $(shell find static/app static/css -type f 2>/dev/null)

.PHONY: run test test-frontend test-rules test-postgresql test-blackbox test-browser test-faults faults check lint types format bench build serve lock clean

run: export HAPPYCHAT_DEBUG ?= 1
run: $(V)/.runtime static/dist/app.js locale/.compiled
	$(PY) manage.py migrate -v0
	$(PY) manage.py demo
	$(PY) manage.py runserver 127.0.0.1:$(PORT)

# All that a server needs but the database: packages, pages, translations.
build: $(V)/.runtime static/dist/app.js locale/.compiled
	$(PY) manage.py collectstatic --noinput -v0 -i '*.js.map' -i 'redoc*'

serve: build
	$(PY) manage.py migrate -v0
	$(PY) -m happychat.serve --port $(PORT) --workers $(WORKERS)

# Two at a time: most tests wait for something.
test: $(V)/.dev static/dist/app.js locale/.compiled
	$(MAKE) -j2 test-blackbox test-rules test-faults test-postgresql test-browser test-frontend

test-frontend: node_modules/.installed
	npm test --silent

test-rules: $(V)/.dev locale/.compiled
	$(PY) -m pytest -q tests --ignore=tests/browser --ignore=tests/blackbox --ignore=tests/faults

test-postgresql: $(V)/.dev locale/.compiled
	TEST_DATABASE=postgresql $(PY) -m pytest -q tests/accounts tests/chat tests/groups tests/happychat

test-blackbox: $(V)/.dev static/dist/app.js locale/.compiled
	$(PY) -m pytest -q tests/blackbox

test-faults: $(V)/.dev static/dist/app.js locale/.compiled
	$(PY) -m pytest -q tests/faults

# The same at length: killed, cut and starved for as long as a night allows.
faults: $(V)/.dev static/dist/app.js locale/.compiled
	FAULTS=long $(PY) -m pytest -q -s tests/faults
	FAULTS=long $(PY) -m pytest -q tests/chat tests/groups -k "races or every_way"
	FAULTS=long TEST_DATABASE=postgresql $(PY) -m pytest -q tests/chat tests/groups -k "races or every_way"

# A process of its own: Playwright keeps an event loop running in the main thread.
test-browser: $(V)/.dev static/dist/app.js locale/.compiled
	$(PY) -m pytest -q tests/browser

check: lint types test

lint: $(V)/.dev
	$(V)/bin/ruff format --check .
	$(V)/bin/ruff check .
	$(V)/bin/lint-imports

types: $(V)/.dev node_modules/.installed
	$(V)/bin/mypy .
	npm run --silent types

format: $(V)/.dev
	$(V)/bin/ruff check --fix .
	$(V)/bin/ruff format .

bench: $(V)/.dev static/dist/app.js locale/.compiled
	$(PY) -m benchmarks

# Set-up, each step once

$(PY):
	python3 -m venv $(V)

$(V)/.runtime: requirements.txt | $(PY)
	$(V)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(V)/.dev: requirements/dev.txt $(V)/.runtime
	$(V)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

# Node builds the page. Machines without Node 20 get it into the venv.
$(V)/.node: requirements/node.txt | $(PY)
	node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' 2>/dev/null && npm --version >/dev/null 2>&1 \
	  || $(V)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/node.txt
	touch $@

node_modules/.installed: package-lock.json $(V)/.node
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

static/dist/app.js: node_modules/.installed $(SOURCES)
	npm run --silent build

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/*.po) | $(V)/.runtime
	$(PY) manage.py compile_texts
	touch $@

lock:
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" requirements/runtime.in -o requirements.txt
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" requirements/dev.in -o requirements/dev.txt
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" requirements/node.in -o requirements/node.txt

clean:
	rm -rf $(V) node_modules static/dist staticfiles locale/.compiled
