# What the scripts share; sourced, never run. Leaves the shell in the repository's root.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Tools and environments that the scripts install live below target/: nothing outside the repository is changed.
target=${CARGO_TARGET_DIR:-$root/target}
export PATH="$target/tools/bin:$PATH"

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# step TITLE COMMAND...: runs a command under a heading and tells how long it took.
step() {
  local title=$1 began=$SECONDS status=0
  shift
  printf '\n=== %s\n' "$title"
  "$@" || status=$?
  if ((status)); then
    printf '=== %s: FAILED with %d after %d s\n' "$title" "$status" $((SECONDS - began)) >&2
    exit "$status"
  fi
  printf '=== %s: ok, %d s\n' "$title" $((SECONDS - began))
}

# answers PORT: whether something listens on this machine.
answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# need_rust: Rust is the one thing that the scripts do not install.
need_rust() {
  have cargo || die "Rust is missing: install it as https://rustup.rs says (1.95 or later), then try again."
}
