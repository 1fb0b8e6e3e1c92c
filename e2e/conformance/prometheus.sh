#!/usr/bin/env bash
# What deploy/ and docs/operators.md say of the metrics, held against a real server's: by promtool, and by a Prometheus
# that scrapes it.
set -euo pipefail
deploy=$(realpath ../../deploy)

promtool check rules "$deploy/prometheus/alerts.yml"
promtool test rules "$deploy/prometheus/alerts_test.yml"
python prometheus.py "$CONFORMANCE_FOLDER/metrics.txt"
promtool check metrics <"$CONFORMANCE_FOLDER/metrics.txt"
