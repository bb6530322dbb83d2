#!/usr/bin/env bash
# What can be told without running anything: format, lints, documentation, dependencies, the committed OpenAPI document.
# Usage: check.sh [quick]     (quick: format and lints only)
source "$(dirname "$0")/lib.sh"

# The program as the tests build it, so that it is built once.
openapi_is_current() {
  cargo build --workspace --locked --bins --tests
  "$target/debug/ml-job" openapi | diff -u openapi/ml-job.json - ||
    die "openapi/ml-job.json is not what the program says: run  make openapi  and commit the result."
}

web_lint() {
  npm run --prefix web --silent lint
  npm run --prefix web --silent typecheck
}

step "What building needs" scripts/setup-system.sh build
step "Rust: format" cargo fmt --all --check
step "Rust: lints" cargo clippy --workspace --locked --all-targets --features ml-job-spectra/fuzzing -- -D warnings
step "Page: packages" scripts/setup-web.sh
step "Page: lints and types" web_lint
[[ ${1:-} == quick ]] && exit 0

step "Rust: documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps --document-private-items --quiet
step "Tools that check dependencies" scripts/setup-tools.sh cargo-deny cargo-machete
step "Dependencies: layers, licences, sources" cargo deny --workspace check bans licenses sources
step "Dependencies: all are used" cargo machete --skip-target-dir
have python3 && step "Compose: variables are explained, one port is published" scripts/check-compose.py
step "Page: build" scripts/setup-web.sh build
step "OpenAPI: no drift" openapi_is_current
step "Page: types match the OpenAPI document" npm run --prefix web --silent schema:check
