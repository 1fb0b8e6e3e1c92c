#!/usr/bin/env bash
# Conformance: programs that we did not write speak with a real `tenantry`.
#
#   e2e/conformance/run.sh            every step
#   e2e/conformance/run.sh oauth      the steps whose name contains `oauth`
#
# TENANTRY_BIN           the program (default: what cargo built in target/debug)
# TENANTRY_TEST_ENGINE   sqlite (default) or postgres
# TENANTRY_TEST_POSTGRES with postgres: URL of a database of a throw-away cluster
# SCHEMATHESIS_EXAMPLES  examples for each operation and phase (default: see schemathesis.sh)
#
# Ends with what failed, `N passed, N failed`, and with status 1 if a step failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

only=${1:-}
engine=${TENANTRY_TEST_ENGINE:-sqlite}
cluster=${TENANTRY_TEST_POSTGRES:-}
program=$(realpath -m "${TENANTRY_BIN:-${CARGO_TARGET_DIR:-../../target}/debug/tenantry}")
# What is set for the tests is no setting of the program.
for name in $(compgen -e TENANTRY_ || true); do unset "$name"; done

say() { printf 'conformance: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }
[[ -x $program ]] || die "no program at $program: run 'cargo build' or set TENANTRY_BIN"

# --- the tools ------------------------------------------------------------------------------

apt_install() {
    say "installing $* with apt-get"
    local root=()
    [[ $EUID -eq 0 ]] || root=(sudo)
    "${root[@]}" apt-get update -q >/dev/null
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@" >/dev/null
}

source ../../scripts/once_for.sh

make_venv() {
    say "making .venv from requirements.txt"
    rm -rf .venv
    python3 -m venv .venv || { apt_install python3-venv && python3 -m venv --clear .venv; }
    .venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
}

make_node_modules() {
    say "making node_modules from package-lock.json"
    npm ci --silent
}

command -v python3 >/dev/null || apt_install python3 python3-venv
command -v curl >/dev/null || apt_install curl ca-certificates
command -v node >/dev/null || die "Node 20.19 or newer is needed"
once_for .venv/made-for requirements.txt -- make_venv
once_for node_modules/made-for package.json package-lock.json .npmrc -- make_node_modules
export PATH=$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH

# --- the server -----------------------------------------------------------------------------

folder=$(mktemp -d "${TMPDIR:-/tmp}/tenantry-conformance-XXXXXX")
options=(--data-dir "$folder/data")
database=
server=

cleanup() {
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    if [[ -n $database ]]; then psql -qX "$cluster" -c "drop database if exists $database with (force)" || true; fi
    rm -rf "$folder"
}
trap cleanup EXIT

case $engine in
sqlite) ;;
postgres)
    [[ -n $cluster ]] || die "TENANTRY_TEST_POSTGRES is not set"
    database=conformance_$$_$RANDOM
    psql -qX "$cluster" -c "create database $database"
    options+=(--database "${cluster%/*}/$database")
    ;;
*) die "TENANTRY_TEST_ENGINE is sqlite or postgres, not $engine" ;;
esac

owner=$(cd "$folder" && "$program" demo --companies 200 --json "${options[@]}")
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1" <<<"$owner"; }

# The steps ask faster than clients do, and schemathesis fails to sign in on purpose.
(cd "$folder" && exec "$program" serve --listen 127.0.0.1:0 --ops-listen 127.0.0.1:0 "${options[@]}" \
    --rate-limit 0 --failed-sign-ins 0 \
    >"$folder/printed" 2>"$folder/log") &
server=$!
for ((waited = 0; waited < 300; waited++)); do
    base=$(sed -n 's/^listening on //p' "$folder/printed" 2>/dev/null || true)
    [[ -n $base ]] && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; die "the server ended"; }
    sleep 0.1
done
[[ -n $base ]] || die "the server never said that it listens"

# What the steps read.
ops=$(sed -n 's/^ops on //p' "$folder/printed")
export CONFORMANCE_URL=$base CONFORMANCE_OPS=$ops CONFORMANCE_FOLDER=$folder
CONFORMANCE_CLIENT_ID=$(field clientId)
CONFORMANCE_CLIENT_SECRET=$(field clientSecret)
export CONFORMANCE_CLIENT_ID CONFORMANCE_CLIENT_SECRET
for document in openapi.json openapi-3.0.json; do
    curl --fail --silent --show-error --output "$folder/$document" "$base/$document"
done

# --- the steps ------------------------------------------------------------------------------

passed=0
failed=0

step() { # step NAME COMMAND...
    local name=$1 began=$SECONDS output=$folder/output
    shift
    [[ $name == *"$only"* ]] || return 0
    if "$@" >"$output" 2>&1; then
        passed=$((passed + 1))
        say "ok      $name ($((SECONDS - began)) s)"
        # A step may tell a figure.
        sed -n 's/^figure: /            /p' "$output"
    else
        failed=$((failed + 1))
        say "FAILED  $name ($((SECONDS - began)) s)"
        { printf '  %s:\n' "$name"; sed 's/^/    /' "$output"; } >>"$folder/failed"
    fi
}

docs_page() {
    [[ -x /usr/bin/chromium ]] || apt_install chromium || return 1
    node docs_page.mjs
}

libreoffice_import() {
    command -v soffice >/dev/null || apt_install libreoffice-calc-nogui || return 1
    python libreoffice_import.py "$folder"
}

metrics() {
    command -v promtool >/dev/null && command -v prometheus >/dev/null || apt_install prometheus || return 1
    bash prometheus.sh
}

# What generators/run.sh asks for.
export -f say apt_install

schemathesis_run() {
    # Two resellers side by side: had one stood above the other, what it makes below that one in
    # its own right would look like a leak.
    local companies company name
    companies=$(python siblings.py) || return 1
    for name in one peer; do
        read -r company companies <<<"$companies"
        "$program" credential create --company "$company" --name "$name" --role Reseller --json "${options[@]}" \
            >"$folder/$name.json" || return 1
    done
    bash schemathesis.sh
}

say "$engine, $base"
export AUTHLIB_INSECURE_TRANSPORT=1 OAUTHLIB_INSECURE_TRANSPORT=1
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
step "oauth: curl" bash oauth_clients/curl.sh
step "oauth: authlib (Python)" python oauth_clients/authlib_client.py
step "oauth: requests-oauthlib (Python)" python oauth_clients/requests_oauthlib_client.py
step "oauth: openid-client (Node)" node oauth_clients/openid_client.mjs
step "oauth: simple-oauth2 (Node)" node oauth_clients/simple_oauth2.mjs
step "oauth: metadata and tokens (openid-client, oauth4webapi, jose)" node oauth_clients/rfc8414.mjs
step "oauth: metadata and tokens (authlib)" env PYTHONPATH=. python oauth_clients/authlib_resource_server.py
step "openapi: redocly" redocly lint --config redocly.yaml "$folder/openapi.json"
step "openapi: spectral" spectral lint --ruleset spectral.yaml --fail-severity hint "$folder/openapi.json"
step "openapi 3.0: redocly" redocly lint --config redocly.yaml "$folder/openapi-3.0.json"
step "openapi 3.0: spectral" spectral lint --ruleset spectral.yaml --fail-severity hint "$folder/openapi-3.0.json"
for generator in openapi-python-client python typescript-fetch java go rust openapi-fetch hey-api; do
    step "generated client: $generator" bash generators/run.sh "$generator"
done
step "generated client: python, of 3.0" bash generators/run.sh python openapi-3.0.json
step "xlsx: openpyxl" python openpyxl_check.py
step "import: LibreOffice" libreoffice_import
step "docs page: chromium" docs_page
step "metrics: promtool, Prometheus" metrics
# Last, since it deletes what it finds.
step "schemathesis" schemathesis_run

if ((failed > 0)); then
    say "what the server warned of:"
    { grep -v '"level":"INFO"' "$folder/log" || true; } | tail -n 20 | cut -c1-400 | sed 's/^/    /'
    # Last, so that it stands at the end of a log that is cut.
    say "what failed:"
    cut -c1-2000 "$folder/failed"
fi
say "$passed passed, $failed failed"
((failed == 0))
