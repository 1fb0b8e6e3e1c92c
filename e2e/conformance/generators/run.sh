#!/usr/bin/env bash
# One generator: it writes a client from the OpenAPI document of the server of ../run.sh, the client is
# compiled as it is, and a program on it signs in, searches companies, gives one two tags, one with a
# comma in it, exports CSV and Excel, and reads an error.
#
#   generators/run.sh python|typescript-fetch|java|go|rust     openapi-generator
#   generators/run.sh openapi-python-client|openapi-fetch|hey-api
#   generators/run.sh NAME openapi-3.0.json                    from the older document
#
# Installs what it needs: Python packages from requirements.txt into .venv, npm packages from
# package-lock.json, and with apt-get the JDK and the libraries that the Java and Go clients stand on.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
name=$1
document=$CONFORMANCE_FOLDER/${2:-openapi.json}
work=$CONFORMANCE_FOLDER/clients/$name-${2:-openapi.json}
built=$(realpath -m "${CARGO_TARGET_DIR:-../../../target}")/generated-clients
mkdir -p "$work" "$built"

source ../../../scripts/once_for.sh

make_venv() {
    echo "making generators/.venv from requirements.txt"
    rm -rf .venv
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
}

make_node_modules() {
    echo "making generators/node_modules from package-lock.json"
    npm ci --silent
}

# apt_needs FILE PACKAGE...: installs the packages if the file is not there.
apt_needs() {
    [[ -e $1 ]] && return
    shift
    apt_install "$@"
}

openapi_generator() { # openapi_generator OPTIONS...
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" generate -i "$document" \
        --global-property apiTests=false,modelTests=false,apiDocs=false,modelDocs=false "$@" >"$work/generated.log" 2>&1 ||
        { cat "$work/generated.log"; return 1; }
}

compile_typescript() {
    ln -s "$here/node_modules" "$work/node_modules"
    cp tsconfig.json "$work/"
    cp "$1" "$work/main.ts"
    node_modules/.bin/tsc --project "$work" --outDir "$work/out"
    node "$work/out/main.js"
}

once_for .venv/made-for requirements.txt -- make_venv
export PATH=$here/.venv/bin:$PATH
jar=$(python -c 'import openapi_generator_cli as package; print(package.__path__[0])')/openapi-generator.jar
case $name in
python | typescript-fetch | java | go | rust)
    apt_needs "$(command -v javac || echo /no/javac)" openjdk-17-jdk-headless
    ;;
esac
case $name in
typescript-fetch | openapi-fetch | hey-api)
    once_for node_modules/made-for package.json package-lock.json .npmrc -- make_node_modules
    ;;
esac

case $name in
python)
    openapi_generator -g python -o "$work" --additional-properties packageName=tenantry_client
    PYTHONPATH=$work python openapi_generator.py
    ;;
typescript-fetch)
    openapi_generator -g typescript-fetch -o "$work/client"
    compile_typescript typescript_fetch.ts
    ;;
java)
    # httpmime is what the client sends forms by; Jackson is in the generator's own jar.
    apt_needs /usr/share/java/httpmime.jar libhttpmime-java
    apt_needs /usr/share/java/jakarta-annotation-api.jar libjakarta-annotation-api-java
    openapi_generator -g java --library native -o "$work/client" \
        --additional-properties openApiNullable=false,useJakartaEe=true
    classes=$jar
    for library in httpclient httpcore httpmime commons-logging commons-codec jakarta-annotation-api; do
        classes+=:/usr/share/java/$library.jar
    done
    find "$work/client/src/main/java" java -name '*.java' >"$work/sources"
    javac -nowarn -proc:none -d "$work/out" -cp "$classes" "@$work/sources"
    java -cp "$work/out:$classes" Main
    ;;
go)
    # No module proxy here: the one library that the client wants comes from Debian, by the old GOPATH.
    apt_needs /usr/share/gocode/src/golang.org/x/oauth2 golang-golang-x-oauth2-dev
    openapi_generator -g go -o "$work/src/conformance/tenantry" \
        --additional-properties packageName=tenantry,withGoMod=false
    cp go/main.go "$work/src/conformance/"
    export GO111MODULE=off GOTOOLCHAIN=local GOFLAGS='' GOPATH=$work:/usr/share/gocode GOCACHE=$built/go
    (cd "$work/src/conformance" && go build -o "$work/program" .)
    "$work/program"
    ;;
rust)
    openapi_generator -g rust -o "$work/client" --additional-properties packageName=tenantry_client,packageVersion=0.0.0
    cp -r rust/. "$work/"
    CARGO_TARGET_DIR=$built/rust cargo build --quiet --locked --manifest-path "$work/Cargo.toml"
    "$built/rust/debug/generated-client-check"
    ;;
openapi-python-client)
    openapi-python-client generate --path "$document" --output-path "$work/tenantry_client" --meta none --fail-on-warning
    PYTHONPATH=$work python openapi_python_client.py
    ;;
openapi-fetch)
    node_modules/.bin/openapi-typescript "$document" --output "$work/schema.d.ts"
    compile_typescript openapi_fetch.ts
    ;;
hey-api)
    node_modules/.bin/openapi-ts --input "$document" --output "$work/client"
    compile_typescript hey_api.ts
    ;;
*)
    echo "no generator of the name $name" >&2
    exit 2
    ;;
esac
