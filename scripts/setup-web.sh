#!/usr/bin/env bash
# Installs the page's packages when package-lock.json changed, and with "build" builds the page when it changed.
source "$(dirname "$0")/lib.sh"

[[ -f web/package.json ]] || exit 0
have npm || die "Node is missing: install Node 20.19 or later (https://nodejs.org), then try again."
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
  die "Node $(node --version) is too old: install Node 20.19 or later (https://nodejs.org), then try again."

installed=web/node_modules/.package-lock.json
if [[ ! -f $installed || web/package-lock.json -nt $installed ]]; then
  npm ci --prefix web --no-audit --no-fund --loglevel=error
  touch "$installed"
fi

if [[ ${1:-} == build ]]; then
  sources=(web/src web/public web/index.html web/package-lock.json web/vite.config.ts)
  built=web/dist/index.html
  # Not `find … | grep -q`: under pipefail, grep's early leaving would count as a failure.
  if [[ ! -f $built || -n $(find "${sources[@]}" -newer "$built" -print -quit 2>/dev/null) ]]; then
    npm run --prefix web --silent build
  fi
fi
