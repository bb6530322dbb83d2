import { findSpectra } from "../../api/archive.ts";
import type { Written } from "./written.ts";

/** How far from a position that was written a spectrum may lie, in arcseconds. */
const RADIUS = 3;
/** Spectra of one position at most: as often as a star is observed. */
const MOST = 20;

/** The names of the spectra that were named or lie at the positions, and the positions at which there is none. */
export interface Resolved {
  filenames: string[];
  /** As they were written. */
  nowhere: string[];
}

/** Looks the positions up in the archive. @throws ApiError */
export async function resolveWritten({ filenames, positions }: Written): Promise<Resolved> {
  const found = new Set(filenames);
  const nowhere: string[] = [];
  // One after another: a person writes a handful, and an uploaded list may be long.
  for (const { ra, dec } of positions) {
    const search = { text: "", filters: { ra, dec, radius: String(RADIUS) }, sort: "distance", offset: 0 };
    const { spectra } = await findSpectra(search, MOST);
    if (spectra.length === 0) nowhere.push(`${ra} ${dec}`);
    for (const { filename } of spectra) found.add(filename);
  }
  return { filenames: [...found], nowhere };
}
