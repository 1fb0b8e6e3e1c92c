# The whole list of commands. Each installs what it needs and says so.
.PHONY: run test test-all lint bench fix openapi console screenshots

# Serves the demo estate on http://127.0.0.1:8080. What it prints first, the credential, is also
# kept in data/run.txt, readable by you alone. Where the console cannot be built (no Node), the
# program says at / how to add it.
run:
	console/build.sh || echo "going on without the console"
	cargo build --release
	umask 077 && mkdir -p data && target/release/tenantry serve --demo | tee -a data/run.txt

# What takes long: every pair of writes that can meet; waits for slow clients, pauses and deadlines; many rounds with a
# kill or a fault in each; thousands of cases that are drawn; much data.
LONG = test(/^(races|slow|writes_left|durability|durability_once|durability_disk|plans|bombs)::/) \
	+ test(/^(postgres_failover|postgres_fence|postgres_silent|pgbouncer)::/) \
	+ test(/^connections::a_connection_in_a_pool/) + test(/^http::(an_idle_connection|the_head_of_a_later_request)/) \
	+ test(/^program::a_slow_client/) + test(/^jobs::an_import_that_fails_again/) + test(/^seats_property::any_sequence/) \
	+ test(/^sign_in_alike::ten_thousand/) + test(/^keys::ten_rotations/) + test(/^rate_limits::limits_can/) \
	+ test(/^secrets::a_secret_is_found/)

# What differs most on PostgreSQL: row security, rights, plans of lists, texts, pools, nodes.
DIFFERS = test(/^(isolation|isolation_matrix|companies_moved|postgres_rights|postgres_pools|postgres_tls)::/) \
	+ test(/^(statements|lists_order|companies_filter|search_words|roles|nodes|idempotency_kept|jobs|check)::/)

# What could depend on who owns the database; all of it runs as a plain owner.
OWNERS = test(/^(isolation|companies_moved|postgres_rights|roles|program|doctor|words)::/)

# What a change is tried with: a few minutes once it is built.
test: console
	cargo nextest run --workspace --exclude e2e --exclude bench
	e2e/run.sh sqlite -E 'not ($(LONG))'
	e2e/run.sh postgres -E '($(DIFFERS)) - ($(LONG))'

# Everything: begins with what `make test` runs.
test-all: test
	e2e/run.sh sqlite -E '$(LONG)'
	e2e/run.sh postgres
	TENANTRY_TEST_OWNER=superuser e2e/run.sh postgres -E '$(OWNERS)'
	TENANTRY_TEST_OWNER=granted e2e/run.sh postgres -E '$(OWNERS)'
	e2e/conformance/run.sh
	console/e2e/run.sh

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	console/build.sh lint

bench:
	bench/run.sh

fix:
	cargo fmt --all
	cargo clippy --workspace --all-targets --fix --allow-dirty --allow-staged
	console/build.sh fix

# Writes docs/openapi.json anew; the tests compare it with what the program serves. Aside first: the
# program has the file built in.
openapi:
	cargo run --quiet -- openapi > target/openapi.json
	mv target/openapi.json docs/openapi.json

# Builds the web console, which the program takes in when it is built next.
console:
	console/build.sh

# Pictures of each of the console's views into console/screenshots.
screenshots: console
	cargo build
	console/e2e/run.sh screenshots
