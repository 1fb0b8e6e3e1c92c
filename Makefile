# The whole list of commands. Each installs what it needs and says so.
.PHONY: run test lint bench fix openapi

# Serves the demo estate on http://127.0.0.1:8080. What it prints first, the credential, is also
# kept in data/run.txt, readable by you alone.
run:
	cargo build --release
	mkdir -p data && umask 077 && target/release/tenantry serve --demo | tee -a data/run.txt

test:
	cargo nextest run --workspace --exclude e2e --exclude bench
	e2e/run.sh sqlite
	e2e/run.sh postgres
	e2e/conformance/run.sh

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

bench:
	bench/run.sh

fix:
	cargo fmt --all
	cargo clippy --workspace --all-targets --fix --allow-dirty --allow-staged

# Writes docs/openapi.json anew; the tests compare it with what the program serves. Aside first: the
# program has the file built in.
openapi:
	cargo run --quiet -- openapi > target/openapi.json
	mv target/openapi.json docs/openapi.json
