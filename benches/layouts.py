#!/usr/bin/env python3
"""Preprocessing of layouts other than LAMOST's, side by side with astropy on the same files.

Usage: benches/layouts.py [--rounds 5] [--scale 1] [--threads 1] [--only NAME …] [--output report.json]

For each layout files are made with astropy, and then turned into a matrix of 140 points around Hα, round after round, in turn by
  ours   `ml-job preprocess` (the binary that ML_JOB_BIN names, default target/release/ml-job), its start included
  peer   astropy for the file, numpy.interp and scaling to -1…1 for the row, h5py for the result; imports are not counted
and quotes the median of the rounds' ratios, and their range. Both use one thread unless --threads says otherwise for ours. Run
it with the Python that has astropy and h5py: the one in ML_JOB_PEERS_PYTHON takes over where it is set. Fails where a layout
is not LEAST times as fast as astropy, or where ours and the peer's rows are not the same spectra.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = os.environ.get("ML_JOB_PEERS_PYTHON")
if PYTHON and Path(PYTHON).exists() and Path(sys.executable).resolve() != Path(PYTHON).resolve() and "ML_JOB_BENCH_INNER" not in os.environ:
    os.environ["ML_JOB_BENCH_INNER"] = "1"
    os.execv(PYTHON, [PYTHON, *sys.argv])

try:
    import h5py
    import numpy as np
    from astropy.io import fits
    from astropy.table import Table
except ImportError as missing:
    print(f"SKIPPED: {missing} (set ML_JOB_PEERS_PYTHON to a Python with astropy and h5py)")
    sys.exit(0)

GRID = (6519.0, 6732.0, 140)
LEAST = 5.0
PIXELS = 3900


def flux(number, pixels=PIXELS):
    return (100 + number % 7 + 10 * np.sin(np.arange(pixels) / 50 + number)).astype("f4")


def loglam(pixels=PIXELS, start=3.5806):
    return start + 1e-4 * np.arange(pixels)


def table(columns, name=None):
    return fits.BinTableHDU(Table(columns), name=name)


def primary(**cards):
    unit = fits.PrimaryHDU()
    unit.header.update(cards)
    return unit


# Each layout: how many files, how one is written, how astropy reads it as [(wavelength, flux)].

def write_sdss(path, number):
    one = np.ones(PIXELS, "f4")
    coadd = table({"flux": flux(number), "loglam": loglam().astype("f4"), "ivar": one, "and_mask": np.zeros(PIXELS, "i4"),
                   "or_mask": np.zeros(PIXELS, "i4"), "wdisp": one, "sky": one, "model": one}, "COADD")
    about = table({"CLASS": ["STAR"], "SUBCLASS": ["A0"], "Z": np.array([0.001], "f4"), "Z_ERR": np.array([1e-5], "f4")}, "SPECOBJ")
    fits.HDUList([primary(TELESCOP="SDSS 2.5-M", PLUG_RA=1.0, PLUG_DEC=2.0), coadd, about]).writeto(path)


def read_sdss(path):
    with fits.open(path) as units:
        return [(10 ** units[1].data["loglam"].astype("f8"), units[1].data["flux"])]


def write_mrs(path, number):
    units = [primary(TELESCOP="LAMOST", ORIGIN="NAOC-LAMOST", VACUUM=True, DATA_V="LAMOST DR7", FILENAME=path.name)]
    for place, name in enumerate(["COADD_B", "COADD_R", "B-84450349", "B-84450372", "R-84450349", "R-84450372"]):
        start = 3.6943 if "B" in name else 3.7983
        mask = {"ANDMASK": np.zeros(PIXELS, "i2"), "ORMASK": np.zeros(PIXELS, "i2")} if place < 2 else {"PIXMASK": np.zeros(PIXELS, "i2")}
        axis = (start + 1e-5 * np.arange(PIXELS)).astype("f4")
        units.append(table({"FLUX": flux(number + place), "IVAR": np.ones(PIXELS, "f4"), "LOGLAM": axis, **mask}, name))
    fits.HDUList(units).writeto(path)


def read_mrs(path):
    with fits.open(path) as units:
        return [(10 ** units[name].data["LOGLAM"].astype("f8"), units[name].data["FLUX"]) for name in ("COADD_B", "COADD_R")]


def write_desi(path, number, targets=200):
    about = {"TARGETID": 39_628_517_728_420_361 + np.arange(targets) + 1000 * number, "TARGET_RA": np.ones(targets), "TARGET_DEC": np.ones(targets)}
    units = [primary(SURVEY="sv3", PROGRAM="dark"), table(about, "FIBERMAP")]
    for arm, start, pixels in (("B", 3600.0, 2751), ("R", 5760.0, 2326), ("Z", 7520.0, 2881)):
        fluxes = np.array([flux(target, pixels) for target in range(targets)])
        units.append(fits.ImageHDU(start + 0.8 * np.arange(pixels), name=f"{arm}_WAVELENGTH"))
        units.append(fits.ImageHDU(fluxes, name=f"{arm}_FLUX"))
        units.append(fits.ImageHDU(np.ones_like(fluxes), name=f"{arm}_IVAR"))
        units.append(fits.ImageHDU(np.zeros(fluxes.shape, "u4"), name=f"{arm}_MASK"))
    fits.HDUList(units).writeto(path)


def read_desi(path):
    """The arms joined as desispec does, by inverse variance; pixels of the arms coincide."""
    with fits.open(path) as units:
        arms = [tuple(units[f"{arm}_{what}"].data for what in ("WAVELENGTH", "FLUX", "IVAR")) for arm in "BRZ"]
    axis = 3600.0 + 0.8 * np.arange(round((arms[-1][0][-1] - 3600.0) / 0.8) + 1)
    weighted, weights = np.zeros((arms[0][1].shape[0], axis.size)), np.zeros((arms[0][1].shape[0], axis.size))
    for wavelength, fluxes, ivar in arms:
        first = round((wavelength[0] - 3600.0) / 0.8)
        part = slice(first, first + wavelength.size)
        weighted[:, part] += fluxes * ivar
        weights[:, part] += ivar
    return [(axis, row) for row in weighted / weights]


def write_plate(path, number, fibres=320):
    fluxes = np.array([flux(number + fibre) for fibre in range(fibres)])
    first = fits.PrimaryHDU(fluxes)
    first.header.update(TELESCOP="SDSS 2.5-M", PLATEID=266 + number, MJD=51602, COEFF0=3.5806, COEFF1=1e-4)
    images = [fits.ImageHDU(np.ones_like(fluxes)), *(fits.ImageHDU(np.zeros(fluxes.shape, "i4")) for _ in range(2)), fits.ImageHDU(np.ones_like(fluxes))]
    plugs = table({"OBJTYPE": ["GALAXY"] * fibres, "RA": np.ones(fibres), "DEC": np.ones(fibres), "FIBERID": np.arange(1, fibres + 1, dtype="i4")})
    fits.HDUList([first, *images, plugs, fits.ImageHDU(fluxes)]).writeto(path)


def read_plate(path):
    with fits.open(path) as units:
        header, fluxes = units[0].header, units[0].data
        axis = 10 ** (header["COEFF0"] + header["COEFF1"] * np.arange(fluxes.shape[1]))
        return [(axis, row) for row in fluxes]


def write_ssap(path, number):
    unit = table({"spectral": 6265.0 + 0.256 * np.arange(1900), "flux": flux(number, 1900).astype("f8")})
    unit.header.update(TUNIT1="Angstrom", TUTYP1="spec:spectrum.data.spectralaxis.value", TUTYP2="spec:spectrum.data.fluxaxis.value", OBJECT="HD 34452")
    fits.HDUList([primary(), unit]).writeto(path)


def read_columns(path):
    with fits.open(path) as units:
        return [(units[1].data["spectral"], units[1].data["flux"])]


def write_image(path, number):
    unit = fits.PrimaryHDU(flux(number, 1900))
    unit.header.update({"CTYPE1": "LINEAR", "CRVAL1": 6265.0, "CDELT1": 0.256, "CD1_1": 0.256, "CRPIX1": 1.0, "DC-FLAG": 0,
                        "WAT1_001": "wtype=linear label=Wavelength units=angstroms", "TELESCOP": "ZEISS-2m"})
    unit.writeto(path)


def read_image(path):
    with fits.open(path) as units:
        header, values = units[0].header, units[0].data
        return [(header["CRVAL1"] + header["CDELT1"] * (np.arange(values.size) + 1 - header["CRPIX1"]), values)]


def write_vector(path, number):
    unit = table({"WAVE": 600.0 + 0.02 * np.arange(PIXELS)[None, :], "FLUX": flux(number)[None, :].astype("f8"), "ERR": np.ones((1, PIXELS))}, "SPECTRUM")
    unit.header.update(TUNIT1="nm", TUCD1="em.wl", TUCD2="phot.flux.density;em.wl")
    fits.HDUList([primary(ORIGIN="ESO"), unit]).writeto(path)


def read_vector(path):
    with fits.open(path) as units:
        row = units[1].data[0]
        return [(10 * row["WAVE"], row["FLUX"])]


def columns(number):
    spectrum = Table({"wavelength": 6265.0 + 0.256 * np.arange(1900), "flux": flux(number, 1900).astype("f8")})
    spectrum["wavelength"].unit = "Angstrom"
    spectrum["wavelength"].meta["ucd"] = "em.wl"
    return spectrum


def written_as(format_):
    return lambda path, number: columns(number).write(path, format=format_)


def read_as(format_):
    def read(path):
        spectrum = Table.read(path, format=format_)
        return [(np.asarray(spectrum["wavelength"]), np.asarray(spectrum["flux"]))]

    return read


LAYOUTS = {
    "sdss-spec": (300, "fits", write_sdss, read_sdss),
    "lamost-mrs": (300, "fits", write_mrs, read_mrs),
    "desi-coadd": (3, "fits", write_desi, read_desi),
    "sdss-spplate": (3, "fits", write_plate, read_plate),
    "ondrejov-ssap": (600, "fits", write_ssap, read_columns),
    "ondrejov-raw": (600, "fits", write_image, read_image),
    "eso-vector": (300, "fits", write_vector, read_vector),
    "sdss-spec-gz": (200, "fits.gz", write_sdss, read_sdss),
    "votable": (60, "vot", written_as("votable"), read_as("votable")),
    "ecsv": (60, "ecsv", written_as("ascii.ecsv"), read_as("ascii.ecsv")),
    "csv": (200, "csv", written_as("ascii.csv"), read_as("ascii.csv")),
    "text": (200, "txt", written_as("ascii.commented_header"), read_as("ascii.commented_header")),
}


def peer(paths, read, result):
    grid = np.linspace(*GRID)
    names, rows = [], []
    for path in paths:
        for wavelength, values in read(path):
            if wavelength[-1] < GRID[0] or wavelength[0] > GRID[1]:
                continue
            row = np.interp(grid, wavelength, values)
            low, high = row.min(), row.max()
            rows.append(2 * (row - low) / (high - low) - 1 if high > low else np.zeros_like(row))
            names.append(path.name)
    with h5py.File(result, "w") as file:
        file["filenames"], file["wave"], file["fluxes"] = names, grid, np.array(rows)


def ours(folder, result, threads):
    binary = os.environ.get("ML_JOB_BIN", str(ROOT / "target" / "release" / "ml-job"))
    start, end, points = GRID
    return [binary, "preprocess", "--input", str(folder), "--output", str(result), "--start", str(start), "--end", str(end),
            "--points", str(points), "--threads", str(threads)]


def same_rows(left, right):
    """Whether both results hold the same spectra, in any order; single precision inputs round differently."""
    with h5py.File(left) as one, h5py.File(right) as other:
        rows = [np.sort(np.round(file["fluxes"][:].sum(axis=1), 4)) for file in (one, other)]
    return rows[0].size == rows[1].size and np.allclose(*rows, rtol=0, atol=1e-2)


def measure(name, rounds, scale, threads):
    count, suffix, write, read = LAYOUTS[name]
    with tempfile.TemporaryDirectory(prefix="ml-job-bench-") as folder:
        inputs = Path(folder) / "in"
        inputs.mkdir()
        paths = [inputs / f"{name}-{number:05}.{suffix}" for number in range(max(1, round(count * scale)))]
        for number, path in enumerate(paths):
            write(path, number)
        mine, theirs = Path(folder) / "ours.h5", Path(folder) / "peer.h5"
        seconds = {"ours": [], "peer": []}
        for _ in range(rounds + 1):
            began = time.perf_counter()
            done = subprocess.run(ours(inputs, mine, threads), capture_output=True, text=True)
            seconds["ours"].append(time.perf_counter() - began)
            if done.returncode:
                return {"layout": name, "error": (done.stderr or done.stdout).strip()[-300:]}
            began = time.perf_counter()
            peer(paths, read, theirs)
            seconds["peer"].append(time.perf_counter() - began)
        # The first round only warms the page cache.
        ratios = [theirs_ / mine_ for mine_, theirs_ in zip(seconds["ours"][1:], seconds["peer"][1:])]
        return {
            "layout": name,
            "files": len(paths),
            "bytes": sum(path.stat().st_size for path in paths),
            "seconds": {who: round(statistics.median(values[1:]), 3) for who, values in seconds.items()},
            "times_astropy": round(statistics.median(ratios), 1),
            "range": [round(min(ratios), 1), round(max(ratios), 1)],
            "same_rows": bool(same_rows(mine, theirs)),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="how many times as many files")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=LAYOUTS, help="these layouts")
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    outcome = {"load_average": os.getloadavg()[0], "threads": arguments.threads, "layouts": []}
    for name in arguments.only or LAYOUTS:
        outcome["layouts"].append(measure(name, arguments.rounds, arguments.scale, arguments.threads))
        print(json.dumps(outcome["layouts"][-1]), flush=True)
    if arguments.output:
        arguments.output.write_text(json.dumps(outcome, indent=2) + "\n")
    slow = [layout["layout"] for layout in outcome["layouts"]
            if "error" in layout or layout["times_astropy"] < LEAST or not layout["same_rows"]]
    if slow:
        sys.exit(f"not read, not the same rows, or less than {LEAST:g} times as fast as astropy: {', '.join(slow)}")


if __name__ == "__main__":
    main()
