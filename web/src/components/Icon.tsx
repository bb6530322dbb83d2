const PATHS = {
  campaigns:
    "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6M10 1v4M10 15v4M1 10h4M15 10h4",
  experiments: "M7 3h6M8.5 3v5L4 16.5A1.5 1.5 0 0 0 5.3 19h9.4a1.5 1.5 0 0 0 1.3-2.5L11.5 8V3M6 14h8",
  jobs: "M4 5h12M4 10h12M4 15h8",
  spectra: "M2 14h4l1.5-3 1.5 3L11 4l2 12 1.5-5 1 3H18",
  files:
    "M3 6a1.5 1.5 0 0 1 1.5-1.5H8l2 2h5.5A1.5 1.5 0 0 1 17 8v6.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5z",
  docs: "M6 3h6l4 4v10H6zM12 3v4h4M8.5 11h5M8.5 14h5",
  file: "M6 3h5l4 4v10H6zM11 3v4h4",
  folder:
    "M3 6a1.5 1.5 0 0 1 1.5-1.5H8l2 2h5.5A1.5 1.5 0 0 1 17 8v6.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5z",
  spaces: "M3 7l7-4 7 4-7 4zM3 11l7 4 7-4M3 14.5l7 4 7-4",
  person: "M10 3a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M3.5 17.5a6.5 6.5 0 0 1 13 0",
  people:
    "M7.5 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6M1.5 17a6 6 0 0 1 12 0M13 4.2a3 3 0 0 1 0 5.6M15.5 12.2a6 6 0 0 1 3 4.8",
  copy: "M7 7h9v9H7zM4 13V4h9",
  check: "M4 10.5l4 4 8-9",
  sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  moon: "M16 11.5A6.5 6.5 0 0 1 8.5 4 6.5 6.5 0 1 0 16 11.5",
  system: "M3 4h14v9H3zM7 17h6M10 13v4",
  download: "M10 3v9M6.5 9L10 12.5 13.5 9M4 16h12",
  upload: "M10 13V4M6.5 7L10 3.5 13.5 7M4 16h12",
  plus: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5L5 15",
  label: "M3 3h6l8 8-6 6-8-8zM6.5 6.5h.01",
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof PATHS;

/** A line drawing beside a word; it says nothing that the word does not say. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
