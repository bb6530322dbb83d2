#!/usr/bin/env bash
# Labels until a search has its stars: ways of asking compared on synthetic archives, one for each seed given, paired over them, and on
# lines injected into observed spectra where OBSERVED names lamost-dr10-afg-flux.h5. What is measured stays in the work directory: a run
# that was interrupted goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 201 202 203 204 205 206 207 208 209 210
work=${TMPDIR:-/tmp}/ml-job-efficiency
# The profile of development compiles the science with all optimisations, too.
cargo build --locked --bin ml-job
cargo build --locked -p ml-job-learning --example efficiency
archives=()
for seed in "$@"; do
  archive=$work/$seed
  archives+=("$archive")
  [ -e "$archive/result.h5" ] && continue
  rm -rf "$work/fits"
  mkdir -p "$archive"
  target/debug/ml-job sample --output "$work/fits" --count 30000 --seed "$seed"
  cp "$work/fits/truth.csv" "$archive/"
  target/debug/ml-job preprocess --input "$work/fits" --recursive --output "$archive/result.h5" --float32 \
    --start 6519 --end 6732 --points 140
  rm -rf "$work/fits"
done
measure=(target/debug/examples/efficiency --results "$work/results.jsonl")
arms=(--arms linear:entropy,linear_svm:entropy,linear_svm:campaign --batches 50,50,25 --first 100,100,50 --strangeness line_index)
step() { printf '\n== %s\n' "$1"; shift; "${measure[@]}" "$@"; }
step "6 % wanted" "${archives[@]}" "${arms[@]}" --seeds 3
step "0.15 % wanted" "${archives[@]}" "${arms[@]}" --seeds 1 --rare 0.0015 --most 2000
if [ -n "${OBSERVED:-}" ]; then
  step "Lines of 1.5 to 30 Å in observed spectra" "$OBSERVED" "${arms[@]}" --draws 20 --widths 1.5,30
  step "Lines at the noise, 0.5 to 8 Å, in observed spectra" "$OBSERVED" "${arms[@]}" --draws 20 --widths 0.5,8
fi
step "Cold starts at 0.05 % wanted, 100 seeds" "${archives[0]}" --arms linear_svm:campaign,linear_svm:entropy --first 50,100 \
  --rare 0.0005 --seeds 100 --cold yes --strangeness line_index
