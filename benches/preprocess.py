#!/usr/bin/env python3
"""Preprocessing side by side with the Python way and with `cat`: speed, and memory against the number of spectra.

Usage: benches/preprocess.py [--rounds 5] [--spectra 5000] [--threads 2] [--memory] [--output report.json]

Runs in turn, round after round, so that whatever else the machine does hits all alike; quotes medians and ratios.
  ours   `ml-job preprocess` if the environment names a binary in ML_JOB_BIN, else the example of crates/spectra
  peer   preprocess_numpy.py in the folder ML_JOB_PEERS (default ../shared/peers), with the Python in ML_JOB_PEERS_PYTHON
         (default python3; it needs astropy, h5py, numpy and scikit-learn)
  cat    cat FILES > /dev/null
The page cache is warm: every file is read once before the first round. --memory adds the peak resident memory for 20,000
and 200,000 spectra, which are hard links to the generated ones.
"""
import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
EXAMPLES = TARGET / "release" / "examples"
GRID = ("6519", "6732", "140")
MEMORY_COUNTS = (20_000, 200_000)


def build() -> None:
    if not os.environ.get("ML_JOB_BIN"):
        subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "ml-job-spectra", "--examples"], cwd=ROOT, check=True)


def ours(directory: Path, result: Path, threads: int) -> list[str]:
    binary = os.environ.get("ML_JOB_BIN")
    start, end, points = GRID
    if binary:
        return [binary, "preprocess", "--input", str(directory), "--output", str(result),
                "--start", start, "--end", end, "--points", points, "--threads", str(threads)]
    return [str(EXAMPLES / "preprocess"), str(directory), str(result), *GRID, str(threads)]


def peer(directory: Path, result: Path) -> list[str] | None:
    script = Path(os.environ.get("ML_JOB_PEERS", ROOT.parent / "shared" / "peers")) / "preprocess_numpy.py"
    if not script.is_file():
        print(f"no peer: {script} is missing (set ML_JOB_PEERS)", file=sys.stderr)
        return None
    return [os.environ.get("ML_JOB_PEERS_PYTHON", "python3"), str(script), str(directory), str(result), *GRID]


def generate(directory: Path, count: int, threads: int, gzip: bool) -> list[Path]:
    """Spectra of a sample archive, linked into one flat directory, as the peer wants it."""
    archive = directory / "archive"
    binary = os.environ.get("ML_JOB_BIN")
    if binary:
        layout = ["--gzip"] if gzip else []
        command = [binary, "sample", "--output", archive, "--count", str(count), "--seed", "1", *layout]
    else:
        layout = ["image", "gzip"] if gzip else ["image"]
        command = [EXAMPLES / "sample", archive, str(count), "1", str(threads), *layout]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    flat = directory / "flat"
    flat.mkdir()
    files = sorted(path for path in archive.rglob("spec-*"))
    for path in files:
        os.link(path, flat / path.name)
    return sorted(flat.iterdir())


def wall(command: list[str], **kwargs) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **kwargs)
    return time.perf_counter() - began


def peer_seconds(command: list[str]) -> float:
    """The peer's own clock, which leaves its imports out."""
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"spectra ([0-9.]+) s", text).group(1))


def compare(count: int, rounds: int, threads: int, gzip: bool) -> dict:
    with tempfile.TemporaryDirectory(prefix="ml-job-bench-") as folder:
        directory = Path(folder)
        files = generate(directory, count, threads, gzip)
        flat, result = directory / "flat", directory / "job"
        result.mkdir()
        seconds = {"ours": [], "peer": [], "cat": []}
        peer_command = peer(flat, result / "peer.h5")
        subprocess.run("cat -- * > /dev/null", shell=True, cwd=flat, check=True)
        for _ in range(rounds):
            seconds["ours"].append(wall(ours(flat, result / "result.h5", threads)))
            seconds["cat"].append(wall(["sh", "-c", "exec cat -- * > /dev/null"], cwd=flat))
            if peer_command:
                seconds["peer"].append(peer_seconds(peer_command))
    rates = {name: len(files) / statistics.median(values) for name, values in seconds.items() if values}
    spread = {name: [round(len(files) / value) for value in values] for name, values in seconds.items() if values}
    outcome = {
        "input": "image.gz" if gzip else "image",
        "spectra": len(files),
        "spectra_per_second": {name: round(rate) for name, rate in rates.items()},
        "rounds": spread,
        "times_cat": round(rates["ours"] / rates["cat"], 2),
    }
    if "peer" in rates:
        outcome["times_peer"] = round(rates["ours"] / rates["peer"], 1)
    return outcome


def peak_mib(command: list[str]) -> float:
    """Peak resident memory of a command, measured in a child of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        os.write(writer, str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    kibibytes = os.read(reader, 64)
    os.close(reader)
    if status or not kibibytes:
        sys.exit("the measured command failed")
    return int(kibibytes) / 1024


def memory(threads: int) -> dict:
    peaks = {}
    for count in MEMORY_COUNTS:
        with tempfile.TemporaryDirectory(prefix="ml-job-bench-") as folder:
            directory = Path(folder)
            originals = generate(directory, 200, threads, gzip=False)
            many = directory / "many"
            many.mkdir()
            for number in range(count):
                os.link(originals[number % len(originals)], many / f"spec-{55000 + number // 4000}-GAC{number // 400:05}N01V1_sp{number % 16:02}-{number % 250:03}-{number:06}.fits")
            (directory / "job").mkdir()
            peaks[str(count)] = round(peak_mib(ours(many, directory / "job" / "result.h5", threads)), 1)
    return {"peak_rss_mib": peaks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--spectra", type=int, default=5000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--memory", action="store_true", help="also measure memory")
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    arguments = parser.parse_args()
    build()
    outcome = {"threads": arguments.threads, "load_average": os.getloadavg()[0]}
    outcome["speed"] = [
        compare(arguments.spectra, arguments.rounds, arguments.threads, gzip=gzip) for gzip in (False, True)
    ]
    if arguments.memory:
        outcome["memory"] = memory(arguments.threads)
    text = json.dumps(outcome, indent=2)
    print(text)
    if arguments.output:
        arguments.output.write_text(text + "\n")


if __name__ == "__main__":
    main()
