#!/usr/bin/env bash
# curl gets tokens by form and by Basic, searches companies, reads the first one, and is
# refused with a wrong secret.
set -euo pipefail

url=$CONFORMANCE_URL
id=$CONFORMANCE_CLIENT_ID
secret=$CONFORMANCE_CLIENT_SECRET
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# pick EXPRESSION: a value of the last answer, `a` in the expression.
pick() { python3 -c 'import json, sys; a = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$answer" "$1"; }

# send STATUS ARGUMENTS...: sends, and fails unless that status comes.
send() {
    local wanted=$1 got
    shift
    got=$(curl --silent --show-error --max-time 20 --output "$answer" --write-out '%{http_code}' "$@")
    [[ $got == "$wanted" ]] || { echo "curl $*: $got instead of $wanted: $(<"$answer")" >&2; exit 1; }
}

same() { [[ $1 == "$2" ]] || { echo "'$1' is not '$2' in $(<"$answer")" >&2; exit 1; }; }

use_token() {
    local token company
    same "$(pick 'a["token_type"], a["expires_in"], a["scope"]')" "('Bearer', 3600, 'api1')"
    token=$(pick 'a["access_token"]')
    send 200 "$url/api/companies/search" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d '{"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": false}'
    same "$(pick 'a["status"], len(a["data"]["results"])')" "('SUCCESS', 10)"
    company=$(pick 'a["data"]["results"][0]["resourceId"]')
    send 200 "$url/api/companies/$company" -H "Authorization: Bearer $token"
    same "$(pick 'a["status"], a["data"]["resourceId"]')" "('SUCCESS', '$company')"
}

send 200 "$url/connect/token" -d grant_type=client_credentials -d scope=api1 \
    --data-urlencode "client_id=$id" --data-urlencode "client_secret=$secret"
use_token

send 200 "$url/connect/token" -u "$id:$secret" -d grant_type=client_credentials -d scope=API
use_token

send 400 "$url/connect/token" -d grant_type=client_credentials -d scope=api1 -d "client_id=$id" -d client_secret=wrong
same "$(pick 'a["error"]')" invalid_client

send 401 "$url/connect/token" -u "$id:wrong" -d grant_type=client_credentials
same "$(pick 'a["error"]')" invalid_client
