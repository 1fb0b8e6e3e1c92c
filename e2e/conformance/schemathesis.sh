#!/usr/bin/env bash
# schemathesis, all checks and phases, on the server of run.sh: finds nothing, in 2,000 or more
# cases. SCHEMATHESIS_EXAMPLES and SCHEMATHESIS_SEED change what it draws.
set -euo pipefail

here=$PWD
python peers.py
export CONFORMANCE_HOOKS=$here/schemathesis_hooks.py PYTHONPATH=$here
# It writes files where it runs.
cd "$CONFORMANCE_FOLDER"
timeout 900 schemathesis --config-file "$here/schemathesis.toml" run "$CONFORMANCE_URL/openapi.json" \
    --checks all --phases examples,coverage,fuzzing,stateful --no-color \
    --max-examples "${SCHEMATHESIS_EXAMPLES:-60}" --seed "${SCHEMATHESIS_SEED:-1}" | tee schemathesis.out

cases=$(sed -n 's/^ *\([0-9][0-9,]*\) generated.*/\1/p' schemathesis.out | tr -d ,)
echo "figure: ${cases:-0} cases"
((${cases:-0} >= 2000)) || { echo "fewer than 2000 cases" >&2; exit 1; }
