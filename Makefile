# Everything a person types. Recipes are one line each; what needs more lives in dev/.

.DEFAULT_GOAL := help
CARGO ?= cargo
PYTHON ?= python3
SERVICES := $(PYTHON) dev/services.py
# Room for the working set, and no checkpoint in the middle of a measurement; durability as in production.
BENCH := $(SERVICES) with --private --postgres-setting shared_buffers=4GB --postgres-setting max_wal_size=16GB \
  --postgres-setting checkpoint_timeout=30min -- target/release/tallybook-bench

# Every target is a name, not a file.
.PHONY: $(shell awk -F: '/^[a-z-]+:/ { print $$1 }' $(firstword $(MAKEFILE_LIST)))

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve the release build on PORT (8080), with PostgreSQL and Redis found or started; Ctrl-C stops all
	$(CARGO) build --release --locked --bin tallybook
	@exec $(SERVICES) run

reset: ## Erase the data that `make run` keeps in .tallybook/
	@$(SERVICES) reset

test: ## Run all tests on throw-away PostgreSQL and Redis; ARGS="-p ledger-pg name" narrows them
	$(CARGO) build --workspace --locked --bin tallybook
	@exec $(SERVICES) with --private -- $(CARGO) test --locked $(or $(ARGS),--workspace)

test-brokers: ## Run the tests that want Apache Kafka and RabbitMQ, on throw-away servers; many minutes, with OpenSSL to build
	$(CARGO) build --workspace --locked --bin tallybook --features tallybook/kafka-tls
	@exec $(SERVICES) with --private -- $(CARGO) test --workspace --locked --test brokers -- --ignored --test-threads 2 $(ARGS)

console-test: ## Check the console in headless Chromium, on throw-away servers; ARGS='--test-name-pattern=…' narrows it
	$(CARGO) build --locked --bin tallybook
	@exec $(PYTHON) dev/console_test.py $(ARGS)

check: check-static test sdk-test console-test docs-test ## All that CI checks: format, lints, docs, OpenAPI, dependency rules, tests

check-static: ## All of `make check` but the tests
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --quiet
	$(CARGO) run --quiet --locked --bin tallybook -- openapi --check
	@$(MAKE) --no-print-directory lint-openapi check-openapi-changes lint-dependencies

lint-openapi: ## Lint openapi/ with redocly and spectral
	@$(PYTHON) dev/lint_openapi.py

check-openapi-changes: ## Fail where openapi/ breaks clients of what was published and CHANGELOG.md does not say so (needs Go)
	@$(PYTHON) dev/test_openapi_changes.py
	@$(PYTHON) dev/openapi_changes.py

publish-openapi: ## Take openapi/tallybook.json as what clients have, at a release
	cp openapi/tallybook.json openapi/published/tallybook.json

lint-dependencies: ## Check which crate may use which dependency (deny.toml)
	@$(PYTHON) dev/tools.py cargo-deny -- --workspace --locked check bans

demo: ## Post five years of a household's books; compare every month-end balance with what beancount says
	$(CARGO) build --release --locked --bin tallybook
	@exec $(PYTHON) dev/demo.py

bench: ## Measure everything beside its peers, about 14 minutes (QUICK=1: under 2); writes docs/benchmarks.md
	$(CARGO) build --release --locked --bin tallybook --bin tallybook-bench
	@$(BENCH) suite $(if $(QUICK),--quick)

bench-growth: ## Fill to 50 million postings and measure there, half an hour to an hour and verify; ARGS="--postings N …"; --fill-only, then --filled, in two steps
	$(CARGO) build --release --locked --bin tallybook --bin tallybook-bench
	@$(BENCH) growth $(ARGS)

bench-standby: ## Measure with a synchronous standby, kill the primary and compare, about 5 minutes
	$(CARGO) build --release --locked --bin tallybook --bin tallybook-bench
	@$(BENCH) standby $(ARGS)

bench-cold-keys: ## Measure with a key index larger than memory, about 20 minutes; needs root, cgroup v1 and 12 GB of disk
	$(CARGO) build --release --locked --bin tallybook --bin tallybook-bench
	@$(BENCH) cold-keys $(ARGS)

bench-publish: ## Write docs/benchmarks.md again: the last whole `make bench`, with what the three above measured since
	$(CARGO) build --release --locked --bin tallybook-bench
	@target/release/tallybook-bench publish

bench-histories: ## Time point-in-time reads on five kinds of history; ARGS="ENTRIES READS", a million and 5,000 unless given
	$(CARGO) build --release --locked --bin tallybook
	$(CARGO) build --locked -p tallybook-tests --bin histories
	@TALLYBOOK_BIN=$(CURDIR)/target/release/tallybook $(SERVICES) with --private -- target/debug/histories $(ARGS)

bench-micro: ## Time reading and deciding a transfer, in memory alone
	$(CARGO) bench --locked -p tallybook-bench --bench micro

check-instructions: ## Count the instructions of bench-micro (needs valgrind); fails where a case takes 2 % more than recorded
	@exec $(PYTHON) dev/instructions.py $(ARGS)

coverage: ## Measure line coverage by the tests; fails below 90 % for crates/ledger or crates/ledger-pg
	@exec $(PYTHON) dev/coverage.py

openapi: ## Write openapi/ anew from the code
	$(CARGO) run --quiet --locked --bin tallybook -- openapi

sdks: ## Generate the SDKs from openapi/; SDKS="go java" only these, ARGS=--check says what would change
	@exec $(PYTHON) dev/sdks.py generate $(ARGS) $(SDKS)

sdk-test: ## Check the SDKs and run them against a throw-away service that loses answers; SDKS="go java" only these
	$(CARGO) build --locked --bin tallybook
	@exec $(PYTHON) dev/sdks.py test $(SDKS)

docs: ## Build the site from docs/ into target/docs, strictly, and follow every link in it
	@exec $(PYTHON) dev/docs.py

docs-test: docs ## Build the site, and run every block of code on its pages against a live service
	$(CARGO) build --locked --bin tallybook
	@exec $(SERVICES) with --private -- $(PYTHON) dev/docs_snippets.py $(ARGS)
