#!/usr/bin/env python3
"""Training and prediction speed of our CPU engine and of Keras, interleaved on the same machine.

Usage: benches/cnn.py [--rounds 3] [--binary PATH]

Needs a Python with tensorflow-cpu, keras, h5py and imbalanced-learn (ML_JOB_PEERS_PYTHON, default: this one) and the peer script
cnn_keras.py (in ML_JOB_PEERS, default ../shared/peers beside the repository). Without --binary the release build of the example
`throughput` is made first. Same work on both sides: 4,096 random spectra a round in batches of 64, and 65,536 spectra predicted.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGETS = {"train": 1.1, "predict": 1.2}


def built_binary() -> str:
    command = ["cargo", "build", "--release", "-p", "ml-job-learning", "--example", "throughput", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    messages = (json.loads(line) for line in lines)
    return next(m["executable"] for m in messages if m.get("target", {}).get("name") == "throughput" and m.get("executable"))


def rate(command: list[str]) -> float:
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return float(re.search(r"median (\d+)", out).group(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--binary")
    arguments = parser.parse_args()
    peer = pathlib.Path(os.environ.get("ML_JOB_PEERS", ROOT.parent / "shared" / "peers")) / "cnn_keras.py"
    if not peer.is_file():
        sys.exit(f"{peer} is missing: set ML_JOB_PEERS to the folder of cnn_keras.py")
    python = os.environ.get("ML_JOB_PEERS_PYTHON", sys.executable)
    binary = arguments.binary or built_binary()
    load = os.getloadavg()[0]
    print(f"load average before: {load:.1f}" + (" (the machine is not quiet)" if load > 0.5 else ""))
    for what, target in TARGETS.items():
        pairs = []
        for _ in range(arguments.rounds):
            pairs.append((rate([binary, what]), rate([python, str(peer), "speed", what])))
            print(f"{what}: ours {pairs[-1][0]:.0f}, Keras {pairs[-1][1]:.0f} spectra/s, ratio {pairs[-1][0] / pairs[-1][1]:.2f}", flush=True)
        ratio = statistics.median(ours / keras for ours, keras in pairs)
        print(f"{what}: median ratio {ratio:.2f}, wanted {target}: {'met' if ratio >= target else 'MISSED'}")


if __name__ == "__main__":
    main()
