/** A spectral feature, at rest, in vacuum. */
export interface SpectralLine {
  name: string;
  /** Å */
  wave: number;
}

/** A stretch of the spectrum that the Earth's air absorbs; it does not move with the star. */
export interface TelluricBand {
  name: string;
  /** Å */
  from: number;
  to: number;
}

/**
 * Lines that help to classify stars and galaxies. Vacuum wavelengths, as LAMOST and SDSS calibrate theirs
 * (SDSS line list, https://classic.sdss.org/dr6/algorithms/linestable.php, and the NIST database).
 */
export const SPECTRAL_LINES: readonly SpectralLine[] = [
  { name: "[O II]", wave: 3728.48 },
  { name: "Ca K", wave: 3934.78 },
  { name: "Ca H", wave: 3969.59 },
  { name: "Hδ", wave: 4102.89 },
  { name: "Hγ", wave: 4341.68 },
  { name: "He I", wave: 4472.73 },
  { name: "He II", wave: 4687.02 },
  { name: "Hβ", wave: 4862.68 },
  { name: "[O III]", wave: 4960.3 },
  { name: "[O III]", wave: 5008.24 },
  { name: "Fe II", wave: 5170.47 },
  { name: "Mg b", wave: 5176.7 },
  { name: "He I", wave: 5877.25 },
  { name: "Na D", wave: 5891.58 },
  { name: "Na D", wave: 5897.56 },
  { name: "[O I]", wave: 6302.05 },
  { name: "[N II]", wave: 6549.86 },
  { name: "Hα", wave: 6564.61 },
  { name: "[N II]", wave: 6585.27 },
  { name: "He I", wave: 6680.0 },
  { name: "Li I", wave: 6709.61 },
  { name: "[S II]", wave: 6718.29 },
  { name: "[S II]", wave: 6732.67 },
  { name: "He I", wave: 7067.2 },
  { name: "Ca II", wave: 8500.36 },
  { name: "Ca II", wave: 8544.44 },
  { name: "Ca II", wave: 8664.52 },
];

/** The strong absorption bands of oxygen and water in the optical. */
export const TELLURIC_BANDS: readonly TelluricBand[] = [
  { name: "O₂ B", from: 6867, to: 6944 },
  { name: "H₂O", from: 7160, to: 7340 },
  { name: "O₂ A", from: 7594, to: 7700 },
];

/** Where a line is seen at redshift `z`. */
export function observedWave(line: SpectralLine, z: number): number {
  return line.wave * (1 + z);
}
