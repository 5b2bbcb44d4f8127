# The commands of this project, for people and for CI alike. `make` lists them.

CARGO  ?= cargo
PYTHON ?= python3

# Absolute, so that every crate and the Python tests find the same builds.
export CARGO_TARGET_DIR := $(abspath $(or $(CARGO_TARGET_DIR),target))

# The programs that the tests and the comparison run.
TESTED      := $(CARGO_TARGET_DIR)/debug/newsconv
DISTRIBUTED := $(CARGO_TARGET_DIR)/dist/newsconv
VENV   := .venv
WHEELS := $(CARGO_TARGET_DIR)/wheels
CRATE  := $(PYTHON) .ci/crate.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# `BESIDE` names a package that is built beside the program: together they share one build of all dependencies.
.PHONY: run
run: ## Convert a sample to Parquet: the main job, built for release
	$(CARGO) build --release --locked --package newsconv $(addprefix --package ,$(BESIDE)) --bin newsconv
	$(CARGO_TARGET_DIR)/release/newsconv samples/valid/seed/article.md $(CARGO_TARGET_DIR)/article.parquet --overwrite

.PHONY: test
test: test-rust examples test-python ## Run all tests: Rust, documentation, examples, read-back by the real tools

.PHONY: test-rust
test-rust: ## Run the Rust tests and those in the documentation
	$(CARGO) test --locked

.PHONY: hostile
hostile: ## Run the tests of hostile input with values of 100 MB
	NEWSCONV_HOSTILE=full $(CARGO) test --locked --test suite -- hostile --test-threads=1

.PHONY: examples
examples: ## Run every example once
	@set -e; names=$$($(CRATE) examples); for name in $$names; do \
	    echo "== example $$name"; \
	    $(CARGO) run --quiet --locked --example "$$name"; \
	done

.PHONY: test-python
test-python: wheel ## Test the Python package, and read newsconv's files with other tools, and theirs with it
	$(CARGO) test --locked --test suite --no-run # It builds the program as `test-rust` did.
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(WHEELS)/newsconv-*.whl
	cd python && NEWSCONV='$(TESTED)' ../$(VENV)/bin/python -B -m pytest

# For this machine.
.PHONY: wheel
wheel: $(VENV)/ready ## Build the Python package for this machine
	rm -rf $(WHEELS)
	cd python && ../$(VENV)/bin/maturin build --release --locked --quiet --out $(WHEELS) \
	    --interpreter $(abspath $(VENV))/bin/python

# For other machines: Linux since 2014. Zig is the linker, so that the symbols of an old glibc are used.
.PHONY: wheel-manylinux
wheel-manylinux: $(VENV)/ready ## Build the Python package for any Linux, from nothing: some 8 minutes
	$(VENV)/bin/pip install --quiet --disable-pip-version-check ziglang==0.15.2
	cd python && PATH=$(abspath $(VENV))/bin:"$$PATH" ../$(VENV)/bin/maturin build --release --locked --zig \
	    --compatibility manylinux2014 --target-dir $(CARGO_TARGET_DIR)/manylinux --out $(CARGO_TARGET_DIR)/manylinux/wheels \
	    --interpreter $(abspath $(VENV))/bin/python

# The virtual environment of the Python tests, made anew when they want other packages.
$(VENV)/ready: python/requirements.txt
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

.PHONY: lint
lint: format-check clippy docs msrv deny api-check ## Check formatting, lints, documentation, the oldest Rust and the dependencies

.PHONY: format
format: ## Format the code
	$(CARGO) fmt --all

.PHONY: format-check
format-check:
	$(CARGO) fmt --all --check

.PHONY: clippy
clippy: # Library, binary, tests, examples, benchmarks and the Python package
	$(CARGO) clippy --locked --package newsconv --package newsconv-python --all-targets --all-features -- -D warnings

.PHONY: docs
docs: ## Build the documentation
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --no-deps --all-features

.PHONY: msrv
msrv:
	$(CRATE) msrv

.PHONY: deny
deny: # Advisories are checked by the workflow: their database is not in any package registry
	@if $(CARGO) deny --version >/dev/null 2>&1; then \
	    echo '$(CARGO) deny check bans licenses sources'; \
	    $(CARGO) deny --all-features check --hide-inclusion-graph bans licenses sources; \
	else \
	    echo 'cargo-deny is not installed, so the dependencies are not checked:'; \
	    echo '    cargo install --locked cargo-deny'; \
	fi

.PHONY: features
features: ## Compile the library as its users do, with no feature, each feature and each pair of formats
	$(PYTHON) .ci/features.py check

.PHONY: feature-costs
feature-costs: ## Measure what each feature costs: crates, and CPU seconds of a build from nothing
	$(PYTHON) .ci/features.py cost

.PHONY: api
api: ## List the public API anew, in docs/api.txt
	$(PYTHON) .ci/api.py write

.PHONY: api-check
api-check: ## Compare the public API with its listing
	$(PYTHON) .ci/api.py check

.PHONY: bench
bench: ## Measure reading, writing and converting each format
	$(CARGO) bench --locked

# What newsconv is compared with, and where the data and the outputs of the comparison are.
COMPARE := benches/compare
COMPARED := $(CARGO_TARGET_DIR)/compare

.PHONY: profiles
profiles: ## Write the table of the built-in profiles from their files
	$(PYTHON) .ci/profiles.py

.PHONY: foreign
foreign: $(VENV)/ready ## Print what newsconv makes of other sites' archives, in NEWSCONV_FOREIGN
	$(CARGO) build --release --locked
	NEWSCONV='$(CARGO_TARGET_DIR)/release/newsconv' $(VENV)/bin/python -B .ci/foreign.py

.PHONY: bench-compare
bench-compare: $(COMPARED)/venv/ready $(COMPARE)/node_modules ## Compare with DuckDB, pyarrow, Polars and others: some 30 minutes, 8 GB of disk
	$(CARGO) build --profile dist --locked --bin newsconv
	$(CARGO) bench --profile dist --locked --bench front_matter
	$(COMPARED)/venv/bin/python -B $(COMPARE)/compare.py --newsconv '$(DISTRIBUTED)' --work $(COMPARED) \
	    --criterion $(CARGO_TARGET_DIR)/criterion $(if $(NEWSCONV_CORPUS),--corpus '$(NEWSCONV_CORPUS)')

$(COMPARED)/venv/ready: $(COMPARE)/requirements.txt
	$(PYTHON) -m venv --clear $(COMPARED)/venv
	$(COMPARED)/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

# Without npm the peer from Node is left out, and the comparison says so.
$(COMPARE)/node_modules: $(COMPARE)/package-lock.json
	if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix $(COMPARE); fi

.PHONY: fuzz-check
fuzz-check: ## Compile the fuzz targets, and try each on damaged samples
	$(CARGO) clippy --locked --package newsconv-fuzz --all-targets -- -D warnings
	$(CARGO) test --locked --package newsconv-fuzz --lib

SIZE ?= 60
SEED ?= 1

.PHONY: mutants
mutants: ## Put SIZE random faults into the code, by SEED, and say how many the tests notice (needs cargo-mutants)
	$(PYTHON) .ci/mutants.py --size $(SIZE) --seed $(SEED)

.PHONY: schemas
schemas: ## Generate schemas/ anew from the model
	NEWSCONV_BLESS=1 $(CARGO) test --locked --test suite schemas

.PHONY: samples
samples: ## Generate the goldens of samples/ anew, and what is said of invalid ones
	NEWSCONV_BLESS=1 $(CARGO) test --locked --test suite -- golden invalid

.PHONY: ci
ci: ## Run all that CI runs
	bash .ci/run

.PHONY: clean
clean: ## Remove all that was built
	$(CARGO) clean
	rm -rf $(VENV)
