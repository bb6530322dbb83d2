/** True for a file name that may be a spectrum's. */
export function isSpectrumName(text: string): boolean {
  return /^[^/\\]+\.fits(\.gz)?$/i.test(text);
}

/** The name as the API has it: without the compression. */
export function plainName(text: string): string {
  return text.replace(/\.gz$/i, "");
}
