#!/usr/bin/env bash
# All measurements: the programs in benches/, side by side with their peers, then the micro-benchmarks.
#
# The peers (what a user would run instead of us) are looked for in ML_JOB_PEERS, else in ../shared/peers. Quote figures
# of a quiet machine only.
source "$(dirname "$0")/lib.sh"

scripts/setup-system.sh build
scripts/setup-web.sh build
export ML_JOB_PEERS=${ML_JOB_PEERS:-$root/../shared/peers}
if [[ -d $ML_JOB_PEERS ]]; then
  scripts/setup-python.sh peers
  export ML_JOB_PEERS_PYTHON=$target/venv-peers/bin/python
  export PATH="$target/venv-peers/bin:$PATH"
else
  echo "No peers in $ML_JOB_PEERS (set ML_JOB_PEERS): ours are measured alone."
fi
cargo build --release --locked --bin ml-job
export ML_JOB_BIN=$target/release/ml-job

shopt -s nullglob
for bench in benches/*; do
  [[ -f $bench && -x $bench ]] && step "$bench" "./$bench"
done
step "Micro-benchmarks" cargo bench --workspace --locked --benches
step "Page" npm run --prefix web --silent bench
