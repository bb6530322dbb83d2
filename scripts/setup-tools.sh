#!/usr/bin/env bash
# Installs the given cargo tools into target/tools where they are missing: setup-tools.sh cargo-nextest …
source "$(dirname "$0")/lib.sh"

need_rust
for tool in "$@"; do
  have "$tool" && continue
  echo "Installing $tool (once, a few minutes)"
  # They check in seconds and are built in minutes: an unoptimised build is the quicker way to both. cargo-deny's
  # default feature is for fetching advisories, which is not done here.
  features=()
  [[ $tool == cargo-deny ]] && features=(--no-default-features)
  CARGO_PROFILE_DEV_DEBUG=false CARGO_TARGET_DIR=$target/tools/build \
    cargo install --quiet --locked --debug "${features[@]}" --root "$target/tools" "$tool" ||
    die "cargo could not install $tool: install it by hand, then try again."
done
rm -rf "$target/tools/build"
