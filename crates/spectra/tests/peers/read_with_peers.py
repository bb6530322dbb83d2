#!/usr/bin/env python3
"""What specutils and astropy read of the spectra below a folder, for comparison with ours.

Usage: read_with_peers.py FOLDER OUTPUT

  specutils  its default loaders, with the format that they recognise by themselves
  astropy    astropy.io.fits, and numpy, as the data model of each survey says how its files are to be understood

Writes OUTPUT/index.json, a list of {peer, file, loader, spectra: [{pixels, offset}]}, and OUTPUT/numbers.bin: at each offset,
counted in numbers, the wavelengths [angstrom, increasing], then the fluxes, little-endian doubles. What a peer does not read is
left out.
"""
import itertools
import json
import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from astropy import units
from astropy.io import fits

warnings.simplefilter("ignore")


def increasing(wavelength, flux):
    wavelength, flux = np.asarray(wavelength, "f8"), np.asarray(flux, "f8")
    if wavelength.size > 1 and wavelength[0] > wavelength[-1]:
        wavelength, flux = wavelength[::-1], flux[::-1]
    return wavelength, flux


def angstrom(axis, header):
    """A spectral axis in angstrom; velocities with the rest frequency or wavelength of the header."""
    if axis.unit.is_equivalent(units.m / units.s):
        rest = header.get("RESTFRQ", header.get("RESTFREQ"))
        if not rest:
            raise ValueError("velocities without anything that they refer to")
        rest = rest * units.Hz
        optical = str(header.get("CTYPE1", "")).startswith(("VOPT", "FELO"))
        convert = units.doppler_optical if optical else units.doppler_radio
        axis = units.Quantity(axis.value, axis.unit).to(units.Hz, equivalencies=convert(rest))
    return units.Quantity(axis.value, axis.unit).to(units.AA, equivalencies=units.spectral()).value


def with_specutils(path):
    from specutils import Spectrum, SpectrumList
    from specutils.io.registers import identify_spectrum_format

    try:
        read = [Spectrum.read(path)]
        loader = identify_spectrum_format(path, Spectrum)
    except Exception:
        read = list(SpectrumList.read(path))
        loader = identify_spectrum_format(path, SpectrumList)
    spectra = []
    for spectrum in read:
        header = spectrum.meta.get("header", {})
        wavelength = angstrom(spectrum.spectral_axis, header)
        for flux in np.atleast_2d(spectrum.flux.value):
            spectra.append(increasing(wavelength, flux))
    return str(loader), spectra


def is_lamost(header):
    return header.get("TELESCOP") == "LAMOST" or "LAMOST" in str(header.get("ORIGIN"))


def log_linear(header, count):
    start, step = header.get("COEFF0", header.get("CRVAL1")), header.get("COEFF1", header.get("CD1_1"))
    return 10 ** (start + np.arange(count) * step)


def lamost(units_):
    primary = units_[0]
    if not is_lamost(primary.header):
        return None
    if primary.header["NAXIS"] == 2:
        flux, wavelength = primary.data[0], primary.data[2].astype("f8")
        # Before DR2 the third row is no wavelength.
        if not (np.all(np.diff(wavelength) > 0) and wavelength[0] > 1000):
            wavelength = log_linear(primary.header, flux.size)
        return "LAMOST image", [(wavelength, flux)]
    names = [unit.name for unit in units_]
    if "COADD" in names:
        row = units_["COADD"].data[0]
        return "LAMOST COADD", [(row["WAVELENGTH"], row["FLUX"])]
    arms = [units_[name].data for name in ("COADD_B", "COADD_R") if name in names]
    return "LAMOST medium resolution", [(10 ** arm["LOGLAM"].astype("f8"), arm["FLUX"]) for arm in arms]


def sdss(units_):
    if len(units_) < 2 or units_[1].name != "COADD" or "loglam" not in [name.lower() for name in units_[1].columns.names]:
        return None
    coadd = units_[1].data
    return "SDSS spec", [(10 ** coadd["loglam"].astype("f8"), coadd["flux"])]


def table(units_):
    """Tables whose columns bear the names of the IVOA's and ESO's standards: one row a pixel, or one row of vectors."""
    for unit in units_[1:]:
        if not isinstance(unit, fits.BinTableHDU):
            continue
        columns = {column.name.lower(): column for column in unit.columns}
        wavelength = next((columns[name] for name in ("spectral", "wave", "wavelength") if name in columns), None)
        if wavelength is None or "flux" not in columns or not wavelength.unit:
            continue
        factor = units.Unit(wavelength.unit.replace("Angstroms", "Angstrom").replace("angstrom", "Angstrom")).to(units.AA)
        cells = np.asarray(unit.data[wavelength.name], "f8"), np.asarray(unit.data[columns["flux"].name], "f8")
        if cells[0].ndim == 1 or cells[0].shape[0] == 1:
            return "table", [(np.ravel(cells[0]) * factor, np.ravel(cells[1]))]
    return None


def one_axis(units_):
    """The image of one axis, linear or logarithmic in angstrom, as IRAF and FITS paper III have it."""
    header = units_[0].header
    step = header.get("CDELT1", header.get("CD1_1"))
    if header["NAXIS"] != 1 or not step or header.get("CRVAL1") is None or header.get("CTYPE1", "LINEAR").startswith(("VELO", "FREQ", "VRAD")):
        return None
    unit = str(header.get("CUNIT1", "Angstrom")).strip() or "Angstrom"
    if unit.lower() not in ("angstrom", "angstroms"):
        return None
    axis = header["CRVAL1"] + (np.arange(header["NAXIS1"]) + 1 - header.get("CRPIX1", 1)) * step
    if header.get("DC-FLAG") == 1 or header.get("CTYPE1") == "LOG-LINEAR":
        axis = 10**axis
    if not 100 < axis[0] < 1e6:
        return None
    return "image of one axis", [(axis, units_[0].data)]


def with_astropy(path):
    with fits.open(path, memmap=False) as units_:
        for understand in (lamost, sdss, table, one_axis):
            found = understand(units_)
            if found:
                loader, spectra = found
                return loader, [increasing(*spectrum) for spectrum in spectra]
    raise ValueError("none of these")


PEERS = {"specutils": with_specutils, "astropy": with_astropy}


# A folder of which specutils refuses as many files is left: refusing takes it a fifth of a second, and folders are of one kind.
ENOUGH_REFUSED = 3


def read_folder(paths):
    """What each peer reads of the files of one folder: [(peer, path, loader, spectra)]."""
    read = []
    for peer, reader in PEERS.items():
        refused = 0
        for path in paths:
            if peer == "specutils" and refused >= ENOUGH_REFUSED:
                break
            try:
                read.append((peer, path, *reader(path)))
                refused = 0
            except Exception:
                refused += 1
    return read


def main():
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    left_out = {"reference", "labelled"}
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in left_out)
    folders = [[str(path) for path in group] for _, group in itertools.groupby(paths, key=lambda path: path.parent)]
    index, offset = [], 0
    with ProcessPoolExecutor(os.cpu_count()) as pool, open(output / "numbers.bin", "wb") as numbers:
        for peer, path, loader, spectra in itertools.chain.from_iterable(pool.map(read_folder, folders)):
            entries = []
            for wavelength, flux in spectra:
                numbers.write(wavelength.astype("<f8").tobytes() + flux.astype("<f8").tobytes())
                entries.append({"pixels": int(wavelength.size), "offset": offset})
                offset += 2 * wavelength.size
            name = str(Path(path).relative_to(folder))
            index.append({"peer": peer, "file": name, "loader": loader, "spectra": entries})
    (output / "index.json").write_text(json.dumps(index))


if __name__ == "__main__":
    main()
