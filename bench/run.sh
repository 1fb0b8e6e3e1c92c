#!/bin/sh
# Measures the release build: bench/run.sh [options], see bench/README.md.
# Installs wrk, sqlite3 and PostgreSQL with apt-get if they are missing, and says so.
set -eu
cd "$(dirname "$0")/.."

has_postgres() {
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

missing=
command -v wrk >/dev/null || missing="$missing wrk"
command -v sqlite3 >/dev/null || missing="$missing sqlite3"
has_postgres || missing="$missing postgresql"
if [ -n "$missing" ]; then
    command -v apt-get >/dev/null || { echo "please install:$missing" >&2; exit 1; }
    echo "installing$missing with apt-get" >&2
    (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy $missing) >/dev/null
fi

[ -n "${TENANTRY_BIN:-}" ] || cargo build --release -p tenantry
exec cargo run --release -p bench -- "$@"
