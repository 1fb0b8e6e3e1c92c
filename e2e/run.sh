#!/bin/sh
# Runs the end-to-end tests on one engine: e2e/run.sh sqlite|postgres [nextest arguments].
# For postgres it starts a private cluster in a temporary folder, reachable through a socket
# in that folder only, and removes it at the end. Who owns the databases there is said by
# TENANTRY_TEST_OWNER:
#   plain      a role that may make roles, and nothing else: as docs/operators.md says (the default)
#   granted    a role that may not; a superuser has made tenantry_app and granted it
#   superuser  the cluster's superuser
set -eu
cd "$(dirname "$0")/.."
engine=${1:-sqlite}
[ $# -gt 0 ] && shift

if [ -z "${TENANTRY_BIN:-}" ]; then
    cargo build --quiet -p tenantry
fi

# Some tests let the program's disk fail, or put its clock ahead.
missing=
command -v strace >/dev/null || missing="$missing strace"
if [ -n "$missing" ] && command -v apt-get >/dev/null; then
    echo "installing$missing with apt-get" >&2
    (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy $missing) >/dev/null
fi
TENANTRY_TEST_CLOCK=$PWD/target/clock_ahead.so
if [ ! "$TENANTRY_TEST_CLOCK" -nt e2e/clock_ahead.c ]; then
    mkdir -p target
    ${CC:-cc} -shared -fPIC -O1 -o "$TENANTRY_TEST_CLOCK.$$" e2e/clock_ahead.c
    mv "$TENANTRY_TEST_CLOCK.$$" "$TENANTRY_TEST_CLOCK"
fi
export TENANTRY_TEST_CLOCK

# What the tests make once, and copy.
TENANTRY_TEST_COPIES=$(mktemp -d "${TMPDIR:-/tmp}/tenantry-copies.XXXXXX")
export TENANTRY_TEST_COPIES
finish() {
    rm -rf "$TENANTRY_TEST_COPIES"
    [ -z "${cluster:-}" ] || stop_postgres
}
trap finish EXIT
trap 'exit 130' INT TERM

start_postgres() {
    bin=$(dirname "$(command -v initdb || true)")
    if [ ! -x "$bin/pg_ctl" ]; then
        bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    fi
    if [ ! -x "$bin/pg_ctl" ] && command -v apt-get >/dev/null; then
        echo "installing postgresql with apt-get" >&2
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy postgresql) >/dev/null
        bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    fi
    [ -x "$bin/pg_ctl" ] || { echo "no PostgreSQL: install Debian's postgresql" >&2; exit 1; }

    PATH=$PATH:/usr/sbin
    if ! command -v pgbouncer >/dev/null && command -v apt-get >/dev/null; then
        echo "installing pgbouncer with apt-get" >&2
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy pgbouncer) >/dev/null
    fi
    command -v pgbouncer >/dev/null || { echo "no PgBouncer: install Debian's pgbouncer" >&2; exit 1; }

    cluster=$(mktemp -d /tmp/tenantry-pg.XXXXXX)
    as=
    if [ "$(id -u)" = 0 ]; then
        chown postgres "$cluster"
        as="runuser -u postgres --"
    fi
    (cd "$cluster" && $as "$bin/initdb" --pgdata="$cluster/data" --username=postgres \
        --auth=trust --encoding=UTF8 --locale=C --no-sync >"$cluster.log")
    $as tee -a "$cluster/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$cluster'
max_connections = 400
shared_buffers = 128MB
maintenance_work_mem = 16MB
# The tests end the program in every way, and never the cluster or the machine.
fsync = off
# For the test of plans, which asks for them in its own database.
session_preload_libraries = 'auto_explain'
auto_explain.log_analyze = on
auto_explain.log_timing = off
auto_explain.log_format = json
log_line_prefix = '%d '
CONF
    # A backend has 64 MiB of its own, and not a byte more: one that grows without end fails its test.
    (cd "$cluster" && $as sh -c 'ulimit -d 65536 && exec "$0" "$@"' "$bin/pg_ctl" \
        --pgdata="$cluster/data" --log="$cluster/log" --wait start >>"$cluster.log")
    case ${TENANTRY_TEST_OWNER:-plain} in
        plain) owner=tenantry; make='create role tenantry login createrole' ;;
        granted)
            owner=tenantry
            make='create role tenantry login; create role tenantry_app; grant tenantry_app to tenantry'
            ;;
        superuser) owner=postgres; make='select' ;;
        *) echo "TENANTRY_TEST_OWNER is plain, granted or superuser" >&2; exit 2 ;;
    esac
    (cd "$cluster" && $as "$(command -v psql || echo "$bin/psql")" --quiet --host="$cluster" --username=postgres --command="$make" >/dev/null)
    # Tests that stop and kill a cluster make their own, in a folder that is cleared with this one.
    $as mkdir "$cluster/own"
    TENANTRY_TEST_CLUSTERS=$cluster/own
    # Where all of its programs are, if these are links.
    TENANTRY_TEST_POSTGRES_BIN=$(dirname "$(readlink -f "$bin/initdb")")
    export TENANTRY_TEST_CLUSTERS TENANTRY_TEST_POSTGRES_BIN
    TENANTRY_TEST_OWNER=$owner
    TENANTRY_TEST_POSTGRES_LOG=$cluster/log
    export TENANTRY_TEST_OWNER TENANTRY_TEST_POSTGRES_LOG
    TENANTRY_TEST_POSTGRES="postgres://postgres@$(echo "$cluster" | sed 's|/|%2F|g')/postgres"
    export TENANTRY_TEST_POSTGRES
}

stop_postgres() {
    # Of tests that were cut short.
    for data in "$cluster"/own/*/data; do
        [ ! -d "$data" ] || (cd "$cluster" && $as "$bin/pg_ctl" --pgdata="$data" --mode=immediate stop) \
            >/dev/null 2>&1 || true
    done
    (cd "$cluster" && $as "$bin/pg_ctl" --pgdata="$cluster/data" --mode=immediate stop) \
        >/dev/null 2>&1 || true
    rm -rf "$cluster" "$cluster.log"
}

case $engine in
    sqlite) ;;
    postgres) start_postgres ;;
    *) echo "usage: e2e/run.sh sqlite|postgres [nextest arguments]" >&2; exit 2 ;;
esac

TENANTRY_TEST_ENGINE=$engine
export TENANTRY_TEST_ENGINE
status=0
cargo nextest run -p e2e --config-file e2e/nextest.toml "$@" || status=$?
exit "$status"
