const COMPRESSION = /\.(gz|bz2|xz|zst|Z|fz)(?=$|#[^#]*$)/i;

/** True for a file name that may be a spectrum's, perhaps with `#` and which of the file's spectra is meant. */
export function isSpectrumName(text: string): boolean {
  return /^[^/\\]+\.(fits|fit|fts)(#[^/\\]+)?$/i.test(plainName(text));
}

/** The name as the API has it: without the compression. */
export function plainName(text: string): string {
  return text.replace(COMPRESSION, "");
}
