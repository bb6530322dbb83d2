import type { FoundSpectra } from "../../api/archive.ts";
import { isSpectrumName, plainName } from "../../hooks/spectrumName.ts";

/** What Enter does in the field: opens a spectrum, goes to the list, or nothing. */
export type EnterTarget = { open: string; directory?: string } | "list" | undefined;

/** The page of a spectrum; the directory tells files of the same name apart. */
export function spectrumPath(filename: string, directory?: string): string {
  const place = directory === undefined ? "" : `?dir=${encodeURIComponent(directory)}`;
  return `/spectra/${encodeURIComponent(filename)}${place}`;
}

/**
 * Where Enter leads from a text in the field.
 *
 * @param found what the search for that same text found; undefined while it is not known
 */
export function enterTarget(text: string, found: FoundSpectra | undefined): EnterTarget {
  const name = plainName(text);
  const known = found?.spectra ?? [];
  const named = known.filter(({ filename }) => filename === name);
  if (named.length > 1) return "list";
  const only = named[0] ?? (found?.total === 1 ? known[0] : undefined);
  if (only !== undefined) return { open: only.filename, directory: only.directory };
  if (known.length > 0) return "list";
  // The search may not know it yet; the spectrum's own page says whether it exists.
  return isSpectrumName(text) ? { open: name } : undefined;
}
