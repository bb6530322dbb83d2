import { api, take } from "./client.ts";

/** A card of a FITS header. */
export interface HeaderCard {
  keyword: string;
  /** As it is written; absent where it is undefined. */
  value?: string;
  comment: string;
}

/** The header of one unit of a file. */
export interface HeaderUnit {
  name?: string;
  cards: HeaderCard[];
}

/** All headers of a spectrum's file; none where it is no FITS file. */
export async function getHeader(
  filename: string,
  directory: string | undefined,
  signal?: AbortSignal,
): Promise<HeaderUnit[]> {
  const params = { path: { filename }, query: { dir_path: directory } };
  const wire = await take(api.GET("/api/spectra/{filename}/header", { params, signal }));
  return wire.units.map(({ name, cards }) => ({
    name: name ?? undefined,
    cards: cards.map(({ keyword, value, comment }) => ({ keyword, value: value ?? undefined, comment })),
  }));
}
