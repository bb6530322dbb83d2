import { type PreviewServer, preview } from "vite";

const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
/** Every page in every state that the made-up API has. */
export const PAGES: Record<string, string> = {
  experiments: "/experiments",
  experiment: `/experiments/${id(2)}`,
  "disagreements of an experiment": `/experiments/${id(2)}/disagreements`,
  labelling: `/jobs/${id(5)}/label?lines=1&source=both`,
  "labelling with measured lines": `/jobs/${id(5)}/label?lens=1&source=raw&lines=1&axis=velocity&view=6500.0-6640.0`,
  "labelling grid": `/jobs/${id(5)}/label?grid=1`,
  "end of a batch": `/jobs/${id(4)}/label`,
  jobs: "/jobs",
  job: `/jobs/${id(1)}/result`,
  "running job": `/jobs/${id(8)}/log`,
  "failed job": `/jobs/${id(6)}/config`,
  "job's files": `/jobs/${id(1)}/files?file=report.json`,
  "job's history": `/jobs/${id(1)}/history`,
  "new job": "/jobs/new",
  spectra: "/spectra",
  "search for spectra": "/spectra?q=B6001",
  "search without a match": "/spectra?q=quasar",
  spectrum: "/spectra/spec-56201-B6001_sp01-003.fits",
  files: "/files",
  account: "/account",
  people: "/people",
  groups: "/people/groups",
  spaces: "/spaces",
  "missing page": "/nothing/here",
};

/** The built page above the made-up API. */
export async function servePages(): Promise<{ base: string; close: () => Promise<void> }> {
  const built: PreviewServer = await preview({
    root: `${import.meta.dirname}/..`,
    mode: "fake",
    logLevel: "error",
    preview: { port: 0 },
  });
  const base = (built.resolvedUrls?.local[0] ?? "").replace(/\/$/, "");
  return { base, close: () => built.close() };
}
