#!/usr/bin/env bash
# Builds everything and shows it: a sample archive, the main job with a progress bar, then a platform to look around in.
# Arguments go to `ml-job demo` (see `ml-job demo --help`).
source "$(dirname "$0")/lib.sh"

scripts/setup-system.sh build
scripts/setup-web.sh build
cargo build --release --locked --bin ml-job
exec "$target/release/ml-job" demo "$@"
