#!/usr/bin/env bash
# Builds the console into dist/site, from where cargo takes it into the program. What is there for
# these very sources is not built again.
#
#   console/build.sh         builds
#   console/build.sh lint    checks types, rules and form instead
#   console/build.sh fix     mends what can be mended of them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

node -e 'const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null ||
    { echo "console: Node 20.19 or newer is needed" >&2; exit 1; }

source ../scripts/once_for.sh

install() {
    echo "console: making node_modules from package-lock.json"
    npm ci --silent
}

build() {
    echo "console: building"
    npm run --silent build
}

types() {
    npm run --silent types >/dev/null
}

once_for node_modules/made-for package.json package-lock.json .npmrc -- install
once_for src/api/made-for ../docs/openapi.json package-lock.json -- types
case ${1:-build} in
build) ;;
lint | fix) exec npm run --silent "$1" ;;
*) echo "usage: console/build.sh [lint|fix]" >&2; exit 2 ;;
esac
mapfile -t sources < <(find src public scripts -type f | sort)
once_for dist/made-for package-lock.json index.html tsconfig.json vite.config.ts "${sources[@]}" -- build
