#!/usr/bin/env bash
# Measures the coverage of certificates, with and without each safeguard, and on states of models: docs/science.md.
# RUNS=0.1 makes a tenth of the runs.
source "$(dirname "$0")/lib.sh"

scripts/setup-system.sh build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The profile of development compiles the science with all optimisations, too.
cargo build --locked --bin ml-job
cargo build --locked -p ml-job-learning --example coverage
"$target/debug/ml-job" sample --output "$work/archive" --count 8000 --seed 23
"$target/debug/ml-job" preprocess --input "$work/archive" --recursive --output "$work/result.h5" --start 6519 --end 6732 --points 140
step "Coverage of certificates" \
  "$target/debug/examples/coverage" --matrix "$work/result.h5" --truth "$work/archive/truth.csv" --runs "${RUNS:-1}"
