#!/usr/bin/env bash
# Deletes what `make run` made: database, files, results and labels. Asks first, unless CONFIRM=yes.
source "$(dirname "$0")/lib.sh"

data=$root/ml-job-data
[[ -d $data ]] || { echo "There is no $data."; exit 0; }
if [[ ${CONFIRM:-} != yes ]]; then
  [[ -t 0 ]] || die "This deletes all jobs, results and labels in $data: say  make clean-data CONFIRM=yes"
  read -rp "Delete all jobs, results and labels in $data? Type yes: " answer
  [[ $answer == yes ]] || die "Nothing was deleted."
fi
rm -rf "$data"
echo "Deleted $data."
