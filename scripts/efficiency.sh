#!/usr/bin/env bash
# Labels until a search has its stars: ways of asking compared on synthetic archives, one for each seed given, paired over them.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 201 202 203 204 205 206 207 208 209 210
work=${TMPDIR:-/tmp}/ml-job-efficiency
cargo build --release --locked --bin ml-job
cargo build --release --locked -p ml-job-learning --example efficiency
archives=()
for seed in "$@"; do
  archive=$work/$seed
  archives+=("$archive")
  [ -e "$archive/result.h5" ] && continue
  rm -rf "$work/fits"
  mkdir -p "$archive"
  target/release/ml-job sample --output "$work/fits" --count 30000 --seed "$seed"
  cp "$work/fits/truth.csv" "$archive/"
  target/release/ml-job preprocess --input "$work/fits" --recursive --output "$archive/result.h5" --float32 \
    --start 6519 --end 6732 --points 140
  rm -rf "$work/fits"
done
measure="target/release/examples/efficiency"
arms="--arms linear_svm:entropy,linear_svm:campaign,linear:campaign --batches 50,25,25 --first 100,50,50"
echo "== 6 % wanted";      $measure "${archives[@]}" $arms
echo "== 0.15 % wanted";   $measure "${archives[@]}" $arms --rare 0.0015
echo "== cold starts in 100 seeds at 0.05 % wanted"
$measure "${archives[0]}" --arms linear_svm:campaign,linear_svm:entropy --first 50,100 --rare 0.0005 --seeds 100 --cold yes
