/** A spectral feature, at rest, in vacuum. */
export interface SpectralLine {
  name: string;
  /** Å */
  wave: number;
  /** Whose name is left out first where there is no room: the largest; 0 for the strong Balmer lines. */
  rank: number;
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
  { name: "Lyα", wave: 1215.67, rank: 1 },
  { name: "C IV", wave: 1549.06, rank: 2 },
  { name: "C III]", wave: 1908.73, rank: 2 },
  { name: "Mg II", wave: 2799.12, rank: 2 },
  { name: "[O II]", wave: 3728.48, rank: 2 },
  { name: "H9", wave: 3836.48, rank: 4 },
  { name: "H8", wave: 3890.17, rank: 4 },
  { name: "Ca K", wave: 3934.78, rank: 1 },
  { name: "Ca H", wave: 3969.59, rank: 1 },
  { name: "Hε", wave: 3971.2, rank: 3 },
  { name: "Hδ", wave: 4102.89, rank: 0 },
  { name: "Hγ", wave: 4341.68, rank: 0 },
  { name: "He I", wave: 4472.73, rank: 3 },
  { name: "He II", wave: 4687.02, rank: 3 },
  { name: "Hβ", wave: 4862.68, rank: 0 },
  { name: "[O III]", wave: 4960.3, rank: 2 },
  { name: "[O III]", wave: 5008.24, rank: 1 },
  { name: "Fe II", wave: 5170.47, rank: 4 },
  { name: "Mg b", wave: 5176.7, rank: 1 },
  { name: "He I", wave: 5877.25, rank: 3 },
  { name: "Na D", wave: 5891.58, rank: 1 },
  { name: "Na D", wave: 5897.56, rank: 1 },
  { name: "[O I]", wave: 6302.05, rank: 5 },
  { name: "[N II]", wave: 6549.86, rank: 3 },
  { name: "Hα", wave: 6564.61, rank: 0 },
  { name: "[N II]", wave: 6585.27, rank: 3 },
  { name: "He I", wave: 6680.0, rank: 3 },
  { name: "Li I", wave: 6709.61, rank: 3 },
  { name: "[S II]", wave: 6718.29, rank: 3 },
  { name: "[S II]", wave: 6732.67, rank: 3 },
  { name: "He I", wave: 7067.2, rank: 4 },
  { name: "Ca II", wave: 8500.36, rank: 2 },
  { name: "Ca II", wave: 8544.44, rank: 2 },
  { name: "Pa 14", wave: 8600.75, rank: 4 },
  { name: "Ca II", wave: 8664.52, rank: 2 },
  { name: "Pa 12", wave: 8752.88, rank: 4 },
  { name: "Pa 11", wave: 8865.22, rank: 4 },
  { name: "Pa 10", wave: 9017.38, rank: 4 },
  { name: "Pa 9", wave: 9231.55, rank: 4 },
];

/** Lines of the night sky that subtraction leaves behind; they do not move with the star. Vacuum, Å. */
export const SKY_LINES: readonly { name: string; wave: number }[] = [
  { name: "sky", wave: 5578.89 },
  { name: "sky", wave: 5891.58 },
  { name: "sky", wave: 6302.05 },
];

/** Speed of light in km/s. */
export const LIGHT_KM_S = 299792.458;

/** Where a person goes first: at rest, in vacuum, Å. */
export const H_ALPHA = 6564.61;

/** The strong absorption bands of oxygen and water in the optical. */
export const TELLURIC_BANDS: readonly TelluricBand[] = [
  { name: "O₂ B", from: 6867, to: 6944 },
  { name: "H₂O", from: 7160, to: 7340 },
  { name: "O₂ A", from: 7594, to: 7700 },
];

/** Where light of a wavelength is seen at redshift `z`. */
export function observedWave(wave: number, z: number): number {
  return wave * (1 + z);
}
