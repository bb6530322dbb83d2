#!/usr/bin/env bash
# Makes target/venv with what scripts/requirements.txt lists, or target/venv-NAME with requirements-NAME.txt.
# Usage: setup-python.sh [NAME]
source "$(dirname "$0")/lib.sh"

name=${1:+-$1}
requirements=scripts/requirements$name.txt
venv=$target/venv$name
cmp -s "$requirements" "$venv/installed.txt" && exit 0
have python3 || die "Python is missing: install Python 3.10 or later, then try again."
echo "Installing Python packages into ${venv#"$root"/}"
python3 -m venv --clear "$venv" || die "Python cannot make a virtual environment: install the package python3-venv, then try again."
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$venv/installed.txt"
