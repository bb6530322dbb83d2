import { useEffect, useState } from "react";
import { keep, kept, shared } from "../api/browserStorage.ts";

const KEY = "ml-job/recent-spectra";
const LONGEST = 20;

/** Names of the spectra that were opened last in this browser, newest first. */
export function recentSpectra(): string[] {
  try {
    const value: unknown = JSON.parse(kept(shared, KEY) ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

/** The list, read once. */
export function useRecentSpectra(): string[] {
  return useState(recentSpectra)[0];
}

/** Puts a spectrum at the head of the list once it is known to exist. */
export function useRemembered(filename: string | undefined): void {
  useEffect(() => {
    if (filename === undefined) return;
    const names = [filename, ...recentSpectra().filter((name) => name !== filename)].slice(0, LONGEST);
    keep(shared, KEY, JSON.stringify(names));
  }, [filename]);
}
