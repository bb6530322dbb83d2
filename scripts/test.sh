#!/usr/bin/env bash
# All tests, with what they need: see with-services.sh for the database and the broker.
source "$(dirname "$0")/lib.sh"

step "What the tests need: system" scripts/setup-system.sh test
step "What the tests need: tools" scripts/setup-tools.sh cargo-nextest
step "What the tests need: Python" scripts/setup-python.sh
step "What the tests need: page" scripts/setup-web.sh build

# Python with h5py, for the tests that let another program read the results.
export ML_JOB_TEST_PYTHON=$target/venv/bin/python
# The browser that the page's walks drive.
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
export CHROMIUM

step "Page: unit tests" npm run --prefix web --silent test
# Together, so that both are built once and with the same features; the whole-system tests start the program.
step "Rust: build" cargo build --workspace --locked --bins --tests
step "Rust: tests" scripts/with-services.sh cargo nextest run --workspace --locked --no-fail-fast
step "Rust: examples in the documentation" cargo test --workspace --locked --doc --quiet
step "API: fuzzed against its own description" scripts/fuzz-api.sh "$target/debug/ml-job"
step "Page: walks in a browser" env ML_JOB_BIN="$target/debug/ml-job" npm run --prefix web --silent e2e
printf '\nAll tests passed.\n'
