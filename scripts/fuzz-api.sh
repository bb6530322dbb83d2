#!/usr/bin/env bash
# Lets schemathesis try the API of a running platform against its own OpenAPI document: fuzz-api.sh ML_JOB
#
# Fails on a 5xx, on a status, media type or body that the document does not have, and on input that the document
# forbids and the API takes. Each request stands alone, and the number of requests is bounded.
source "$(dirname "$0")/lib.sh"
binary=$(realpath "${1:?usage: fuzz-api.sh ML_JOB}")

folder=$(mktemp -d "${TMPDIR:-/tmp}/ml-job-fuzz-XXXXXX")
pid=''
stop() {
  local status=$?
  trap - EXIT
  if [[ -n $pid ]]; then
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  ((status == 0)) || tail -n 20 "$folder/log" >&2 || true
  rm -rf "$folder"
  exit "$status"
}
trap stop EXIT

"$binary" sample --output "$folder/data/spectra/SAMPLE" --count 20 --seed 1 >/dev/null
"$binary" up --listen 127.0.0.1:0 --data-dir "$folder/data" >"$folder/log" 2>&1 &
pid=$!

# The log names the port that was taken.
address=''
deadline=$((SECONDS + 60))
until [[ -n $address ]]; do
  kill -0 "$pid" 2>/dev/null || die "the platform did not start"
  ((SECONDS < deadline)) || die "the platform did not say where it listens"
  sleep 0.1
  address=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$folder/log" | head -n 1) || true
done

# In the temporary folder: it leaves a cache where it runs.
cd "$folder"
timeout 900 "$target/venv/bin/schemathesis" --config-file "$root/scripts/schemathesis.toml" run "$address/openapi.json" --url "$address"
kill -0 "$pid" 2>/dev/null || die "the platform ended while it was fuzzed"
