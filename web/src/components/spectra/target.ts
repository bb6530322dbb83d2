import type { FoundSpectra } from "../../api/archive.ts";
import { isSpectrumName, plainName } from "../../hooks/spectrumName.ts";

/** What Enter does in the field: opens a spectrum, goes to the list, or nothing. */
export type EnterTarget = { open: string } | "list" | undefined;

/**
 * Where Enter leads from a text in the field.
 *
 * @param found what the search for that same text found; undefined while it is not known
 */
export function enterTarget(text: string, found: FoundSpectra | undefined): EnterTarget {
  const name = plainName(text);
  const known = found?.spectra ?? [];
  if (known.some(({ filename }) => filename === name)) return { open: name };
  if (known.length === 1 && found?.total === 1) return { open: known[0].filename };
  if (known.length > 0) return "list";
  // The search may not know it yet; the spectrum's own page says whether it exists.
  return isSpectrumName(text) ? { open: name } : undefined;
}
