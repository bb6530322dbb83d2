#!/usr/bin/env python3
"""What specutils measures of spectral lines, for comparison with ours.

Usage: measure_with_specutils.py < QUESTIONS > ANSWERS

QUESTIONS is JSON, one object a line: wavelength [angstrom], flux (bad pixels filled), low and high (the line's window
[angstrom]), side_low and side_high (as far as the continuum reaches), and level and slope of a continuum at the window's middle
[flux, flux/angstrom]. Of each, ANSWERS has the equivalent width [angstrom] against that continuum, `same`, and against one that
astropy fits itself (a straight line, clipped at 3 sigma), `own`; and the centroid [angstrom] against the same continuum.
"""
import json
import sys
import warnings

import numpy as np
from astropy import units as u
from astropy.modeling.fitting import FittingWithOutlierRemoval, LinearLSQFitter
from astropy.modeling.models import Linear1D
from astropy.stats import sigma_clip
from specutils import SpectralRegion, Spectrum
from specutils.analysis import centroid, equivalent_width

warnings.simplefilter("ignore")


def measured(wavelength, relative, region):
    spectrum = Spectrum(spectral_axis=wavelength * u.AA, flux=relative * u.dimensionless_unscaled)
    width = equivalent_width(spectrum, continuum=1, regions=region).to_value(u.AA)
    return width, centroid(Spectrum(spectral_axis=spectrum.spectral_axis, flux=spectrum.flux - 1), regions=region).to_value(u.AA)


def answer(question):
    wavelength, flux = np.array(question["wavelength"]), np.array(question["flux"])
    low, high = question["low"], question["high"]
    middle = (low + high) / 2
    region = SpectralRegion(low * u.AA, high * u.AA)
    same, centre = measured(wavelength, flux / (question["level"] + question["slope"] * (wavelength - middle)), region)
    sides = ((wavelength < low) | (wavelength > high)) & (wavelength >= question["side_low"]) & (wavelength <= question["side_high"])
    fitter = FittingWithOutlierRemoval(LinearLSQFitter(), sigma_clip, niter=10, sigma=3)
    line, _ = fitter(Linear1D(), wavelength[sides] - middle, flux[sides])
    own, _ = measured(wavelength, flux / line(wavelength - middle), region)
    return {"same": same, "own": own, "centroid": centre}


for text in sys.stdin:
    print(json.dumps(answer(json.loads(text))))
