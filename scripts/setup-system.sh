#!/usr/bin/env bash
# Installs the system packages that are missing, or says in one line which they are.
# Usage: setup-system.sh build|test     (test: what the tests need beyond building)
source "$(dirname "$0")/lib.sh"

need_rust
packages=()

# need PACKAGE CHECK...: notes the package where the check fails.
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}

# The library of a development package, as the compiler finds it.
library() {
  have pkg-config && pkg-config --exists "$1"
}

any_of() {
  local name
  for name in "$@"; do
    have "$name" && return
  done
  return 1
}

postgres_server() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' || have initdb
}

need build-essential any_of cc gcc clang
need make have make
need pkg-config have pkg-config
need libhdf5-dev library hdf5
need libcfitsio-dev library cfitsio
if [[ ${1:-build} == test ]]; then
  need python3 have python3
  need python3-venv python3 -c 'import ensurepip'
  need postgresql postgres_server
  need postgresql-client have psql
  need rabbitmq-server any_of rabbitmq-server /usr/sbin/rabbitmq-server
  need stilts have stilts
  need chromium any_of chromium chromium-browser google-chrome
fi
((${#packages[@]})) || exit 0

have apt-get || die "Missing: ${packages[*]} (names of Debian's packages; install what your system calls them)."
as_root=()
if [[ $(id -u) != 0 ]]; then
  # Without a terminal nobody could type the password.
  if ! have sudo || { [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; }; then
    die "Missing system packages: run  apt-get install ${packages[*]}  as root, then try again."
  fi
  as_root=(sudo)
fi
echo "Installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null ||
  die "apt could not install ${packages[*]}: install them by hand, then try again."
