/** The images of docs/images: each is made by `make screenshots`, and shown by the guide or the README. */
export const IMAGES = [
  "new-campaign.png",
  "labelling.png",
  "grid.png",
  "keys.png",
  "campaign.png",
  "lines-found.png",
  "audit.png",
  "candidates.png",
  "simulation.png",
] as const;

export type ImageName = (typeof IMAGES)[number];

/** Bytes of an image at most: the repository keeps every version of it. */
export const MOST_BYTES = 150_000;
