#!/usr/bin/env bash
# Accuracy on classes of observed stars: accuracy.sh DIRECTORY, with lamost-dr10-afg-flux.h5 (flux, wavelength, id) and
# lamost-dr10-afg-labels.csv (file, label, ra, dec). The spectra go through the preprocessing as files.
set -euo pipefail
data=$(realpath "${1:?the directory of lamost-dr10-afg-flux.h5 and lamost-dr10-afg-labels.csv}")
cd "$(dirname "$0")/.."
work=${TMPDIR:-/tmp}/ml-job-accuracy
mkdir -p "$work"
# The profile of development compiles the science with all optimisations, too.
cargo build --locked --bin ml-job
cargo build --locked -p ml-job-learning --example accuracy
accuracy=target/debug/examples/accuracy
[ -e "$work/spectra" ] || { "$accuracy" tables "$data/lamost-dr10-afg-flux.h5" "$work/making" && mv "$work/making" "$work/spectra"; }
matrix() {
  [ -e "$work/$1.h5" ] || target/debug/ml-job preprocess --input "$work/spectra" --output "$work/$1.h5" "${@:2}"
}
halpha=(--start 6519 --end 6732 --points 140)
whole=(--start 3900 --end 8900 --points 600 --set resampling=flux_conserving)
matrix halpha-minmax "${halpha[@]}"
matrix halpha-continuum "${halpha[@]}" --scaling continuum
matrix whole-minmax "${whole[@]}"
matrix whole-standard "${whole[@]}" --scaling standard
matrix whole-continuum "${whole[@]}" --scaling continuum
for name in halpha-minmax halpha-continuum whole-minmax whole-standard whole-continuum; do
  "$accuracy" measure "$work/$name.h5" "$data/lamost-dr10-afg-labels.csv" ${ARMS:-}
done
