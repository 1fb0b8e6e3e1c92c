#!/usr/bin/env bash
# Builds the console into dist/site, from where cargo takes it into the program. What is there for
# these very sources is not built again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v node >/dev/null || { echo "console: Node 20.19 or newer is needed" >&2; exit 1; }

# Runs a command unless it has already succeeded for these very files.
once_for() { # once_for STAMP FILE... -- COMMAND...
    local stamp=$1 files=() sum
    shift
    while [[ $1 != -- ]]; do files+=("$1"); shift; done
    shift
    sum=$(sha256sum "${files[@]}")
    [[ -f $stamp && $(<"$stamp") == "$sum" ]] && return
    "$@"
    printf '%s\n' "$sum" >"$stamp"
}

install() {
    echo "console: making node_modules from package-lock.json"
    npm ci --silent
}

build() {
    echo "console: building"
    npm run --silent types >/dev/null
    npm run --silent build
}

once_for node_modules/made-for package.json package-lock.json .npmrc -- install
mapfile -t sources < <(find src public scripts e2e -type f ! -path 'e2e/results/*' ! -name schema.d.ts | sort)
once_for dist/made-for ../docs/openapi.json package-lock.json index.html tsconfig.json vite.config.ts \
    "${sources[@]}" -- build
