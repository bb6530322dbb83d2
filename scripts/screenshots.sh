#!/usr/bin/env bash
# Makes the images of docs/images anew: a server with a made-up archive, a search on it, pictures of what a person sees.
# ML_JOB_BIN names a program with the page in it, where one is built already.
source "$(dirname "$0")/lib.sh"

if [[ -z ${ML_JOB_BIN:-} ]]; then
  scripts/setup-system.sh test
  scripts/setup-web.sh build
  cargo build --release --locked --bin ml-job
  ML_JOB_BIN=$target/release/ml-job
else
  scripts/setup-web.sh
fi
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
export ML_JOB_BIN CHROMIUM
npm run --prefix web --silent screenshots
ls -l docs/images
