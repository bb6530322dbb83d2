import { type ArchiveSearch, FILTERS } from "../../api/archive.ts";
import { cleaned } from "./SpectrumFilters.tsx";

/** What an address searches for. */
export function searchOf(params: URLSearchParams): ArchiveSearch {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, params.get(name) ?? ""]));
  return {
    text: params.get("q") ?? "",
    filters: cleaned(filters),
    sort: params.get("sort") ?? "found",
    offset: Math.max(0, Math.floor(Number(params.get("offset")) || 0)),
  };
}

/** The address of a search; what restricts nothing is not in it. */
export function paramsOf({ text, filters, sort, offset }: ArchiveSearch): Record<string, string> {
  return {
    ...(text.trim() === "" ? {} : { q: text }),
    ...filters,
    ...(sort === "found" ? {} : { sort }),
    ...(offset === 0 ? {} : { offset: String(offset) }),
  };
}
