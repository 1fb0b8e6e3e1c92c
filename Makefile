# The whole list of commands. Each installs what it needs and says so.
.PHONY: run test lint bench fix openapi console screenshots

# Serves the demo estate on http://127.0.0.1:8080. What it prints first, the credential, is also
# kept in data/run.txt, readable by you alone. Where the console cannot be built (no Node), the
# program says at / how to add it.
run:
	console/build.sh || echo "going on without the console"
	cargo build --release
	umask 077 && mkdir -p data && target/release/tenantry serve --demo | tee -a data/run.txt

# What could depend on who owns the database; all of it runs as a plain owner.
OWNERS = test(/^(isolation|companies_moved|postgres_rights|roles|program|doctor|words)::/)

test: console
	cargo nextest run --workspace --exclude e2e --exclude bench
	e2e/run.sh sqlite
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
