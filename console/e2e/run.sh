#!/usr/bin/env bash
# The console's tests: Chromium, as a person, against the real program with a demo estate.
#
#   console/e2e/run.sh                 every test
#   console/e2e/run.sh --grep words    those whose name contains `words`
#   console/e2e/run.sh screenshots     pictures of each view, into console/screenshots
#   console/e2e/run.sh timing          figures of the companies' list with 100,000 of them
#
# TENANTRY_BIN   the program, with the console in it (default: what cargo built in target/debug)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=$(realpath -m "${TENANTRY_BIN:-${CARGO_TARGET_DIR:-../target}/debug/tenantry}")
# What is set for the tests is no setting of the program.
for name in $(compgen -e TENANTRY_ || true); do unset "$name"; done

say() { printf 'console: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

[[ -x $program ]] || die "no program at $program: run 'make console' and 'cargo build'"
if [[ ! -x /usr/bin/chromium ]]; then
    say "installing chromium with apt-get"
    root=()
    [[ $EUID -eq 0 ]] || root=(sudo)
    "${root[@]}" apt-get update -q >/dev/null
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium >/dev/null
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/tenantry-console-XXXXXX")
server=
cleanup() {
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    rm -rf "$folder"
}
trap cleanup EXIT

companies=200
[[ ${1:-} == timing ]] && companies=100000
owner=$(cd "$folder" && "$program" demo --companies "$companies" --json --data-dir "$folder/data")
field() { node -e 'console.log(JSON.parse(process.argv[1])[process.argv[2]])' "$owner" "$1"; }

# The tests ask faster than people do, and sign in wrongly on purpose.
(cd "$folder" && exec "$program" serve --listen 127.0.0.1:0 --ops-listen 127.0.0.1:0 --data-dir "$folder/data" \
    --rate-limit 0 --failed-sign-ins 0 >"$folder/printed" 2>"$folder/log") &
server=$!
url=
for ((waited = 0; waited < 300; waited++)); do
    url=$(sed -n 's/^listening on //p' "$folder/printed" 2>/dev/null || true)
    [[ -n $url ]] && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; die "the server ended"; }
    sleep 0.1
done
[[ -n $url ]] || die "the server never said that it listens"
curl --fail --silent "$url/" | grep -q '/assets/' ||
    die "the program has no console in it: run 'make console' and 'cargo build'"

CONSOLE_CLIENT_ID=$(field clientId)
CONSOLE_CLIENT_SECRET=$(field clientSecret)
export CONSOLE_URL=$url CONSOLE_CLIENT_ID CONSOLE_CLIENT_SECRET

case ${1:-} in
screenshots | timing) node_modules/.bin/playwright test --config "playwright.$1.ts" ;;
*) node_modules/.bin/playwright test "$@" ;;
esac
