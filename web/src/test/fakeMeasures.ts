import type { components } from "../api/schema.ts";
import { classOf } from "./fakeSpectra.ts";

type Schemas = components["schemas"];

/** Lines that the made-up spectra have: name for people, wavelength, half width of the window. */
const LINES: Record<string, readonly [string, number, number]> = {
  h_alpha: ["Hα", 6564.61, 1000],
  h_beta: ["Hβ", 4862.68, 1000],
  h_gamma: ["Hγ", 4341.68, 1000],
  he_i_6678: ["He I 6678", 6680, 500],
  ca_k: ["Ca II K", 3934.78, 600],
};
const USUAL = ["h_alpha", "h_beta", "he_i_6678", "ca_k"];

/** What is measured of the lines of a made-up spectrum; no more than their shape is true of it. */
export function measuredLines(index: number, query: URLSearchParams): Schemas["SpectrumLines"] {
  const asked = query.getAll("line").filter((name) => name in LINES);
  const z = Number(query.get("z") ?? -0.0002);
  const lines = (asked.length === 0 ? USUAL : asked).map((line) => {
    const [title, rest, own] = LINES[line];
    const half_width = Number(query.get("half_width") ?? own);
    const base = {
      line,
      title,
      rest_wavelength: rest,
      observed_wavelength: rest * (1 + z),
      half_width,
      reach: 2.5 * half_width,
    };
    if (line === "he_i_6678") return { ...base, reason: "more than a fifth of the line's pixels are bad" };
    const isEmission = line === "h_alpha" && classOf(index) !== 0;
    const isDouble = isEmission && classOf(index) === 2;
    return {
      ...base,
      continuum: 100,
      continuum_error: 1,
      continuum_slope: 0.01,
      snr: 38.2,
      bad_fraction: 0,
      equivalent_width: isEmission ? -12.41 : 4.32,
      equivalent_width_error: 0.27,
      relative_flux: isEmission ? 1.9 : 0.6,
      relative_flux_error: 0.03,
      fwhm: 412.3,
      fwhm_error: 18.2,
      velocity: 11.2,
      velocity_error: 7.1,
      ...(isDouble
        ? { peak_separation: 212.4, peak_separation_error: 12.3, v_over_r: 0.93, v_over_r_error: 0.04 }
        : {}),
    };
  });
  return { z, medium: "vacuum", lines };
}

/** The header of a made-up file. */
export function headerOf(filename: string): Schemas["SpectrumHeader"] {
  return {
    units: [
      {
        cards: [
          { keyword: "SIMPLE", value: "T", comment: "conforms to FITS" },
          { keyword: "FILENAME", value: filename, comment: "" },
          { keyword: "OBSID", value: "112014", comment: "unique number of the observation" },
          { keyword: "HISTORY", value: "made up for tests", comment: "" },
        ],
      },
      { name: "FLUX", cards: [{ keyword: "XTENSION", value: "IMAGE", comment: "" }] },
    ],
  };
}
