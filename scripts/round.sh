#!/usr/bin/env bash
# Time and memory of a campaign's round on a matrix of 4 million spectra of 140 points, which is made first (2.3 GB) and deleted afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${TMPDIR:-/tmp}/ml-job-round
# The profile of development compiles the science with all optimisations, too.
cargo build --locked -p ml-job-kinds --example round
trap 'rm -rf "$work"' EXIT
round=(target/debug/examples/round "$work" --spectra "${SPECTRA:-4000000}" --threads "${THREADS:-2}")
"${round[@]}"
for model in ${MODELS:-linear linear_svm}; do "${round[@]}" --model "$model"; done
"${round[@]}" --model linear --line 0
