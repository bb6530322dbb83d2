import { readFileJson } from "./client.ts";

/** The job type. */
export const CROSSMATCH = "CROSSMATCH";
/** What it found, in its job's directory. */
export const MATCHES_FILE = "crossmatch.json";
/** The same as a table. */
export const MATCHES_TABLE = "crossmatch.csv";

/** Where a known star's spectrum stands. */
export type Standing = "listed" | "labelled_otherwise" | "near" | "missed" | "unlisted";

/** A spectrum of a star that the catalogue knows. */
export interface KnownSpectrum {
  filename: string;
  /** What the catalogue calls the star. */
  star: string;
  /** Arcseconds; absent where the name of the file told. */
  separation?: number;
  standing: Standing;
}

/** The list held against a catalogue. */
export interface Crossmatch {
  catalogueRows: number;
  usableRows: number;
  /** Known stars with a spectrum in the matrix. */
  knownStars: number;
  listed: number;
  /** Spectra of the list that are of known stars. */
  listedKnown: number;
  starsListed: number;
  starsMissed: number;
  starsLabelledOtherwise: number;
  spectra: readonly KnownSpectrum[];
}

export async function getCrossmatch(directory: string, signal?: AbortSignal): Promise<Crossmatch> {
  const wire = (await readFileJson(directory, MATCHES_FILE, signal)) as {
    counts: Record<string, number | undefined>;
    matches: { filename: string; star: string; separation_arcsec: number | null; standing: Standing }[];
  };
  const count = (key: string) => wire.counts[key] ?? 0;
  return {
    catalogueRows: count("catalogue_rows"),
    usableRows: count("usable_rows"),
    knownStars: count("known_stars"),
    listed: count("listed"),
    listedKnown: count("listed_known"),
    starsListed: count("stars_listed"),
    starsMissed: count("stars_missed"),
    starsLabelledOtherwise: count("stars_labelled_otherwise"),
    spectra: wire.matches.map(({ filename, star, separation_arcsec: separation, standing }) => ({
      filename,
      star,
      separation: separation ?? undefined,
      standing,
    })),
  };
}
