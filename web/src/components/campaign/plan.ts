import type { CampaignModel, GivenPlan } from "../../api/campaigns.ts";

/** A part of the spectrum that searches often look at, in vacuum. */
export interface Region {
  name: string;
  /** Å */
  start: number;
  /** Å */
  end: number;
  points: number;
  /** The line that stands out there, Å. */
  line?: number;
}

/** The regions to begin with; anything else is written. */
export const REGIONS: readonly Region[] = [
  { name: "Hα", start: 6519, end: 6732, points: 140, line: 6564.6 },
  { name: "Hβ", start: 4800, end: 4930, points: 100, line: 4862.7 },
  { name: "Ca H and K", start: 3900, end: 4010, points: 90, line: 3934.8 },
  { name: "whole spectrum", start: 3900, end: 8900, points: 600 },
];

/** What can learn from the labels, and what each is good for. */
export const MODELS: readonly { model: CampaignModel; says: string }[] = [
  { model: "auto", says: "chosen by what it predicts best" },
  { model: "linear_svm", says: "linear and kernel, averaged: best with few labels" },
  { model: "linear", says: "linear, on components and line shapes: fastest" },
  { model: "svm", says: "kernel, on the same" },
  { model: "trees", says: "randomised trees" },
  { model: "mean", says: "linear, kernel and trees, averaged: best with many labels" },
  { model: "network", says: "three convolutional networks: slowest" },
];

/** What a person fills in. */
export interface Draft {
  label: string;
  /** Directory of the archive; empty where a matrix is taken. */
  directory: string;
  isRecursive: boolean;
  /** Matrix below the files root; empty where a directory is taken. */
  matrix: string;
  region: Region;
  classes: readonly { name: string; isWanted: boolean }[];
  /** Names of files or positions, one a line: they are looked up when the campaign starts. */
  examples: string;
  /** Least signal-to-noise ratio; empty for all. */
  minSnr: string;
  /** Least share of the region that a spectrum covers, in per cent; empty for all. */
  minCoverage: string;
  model: CampaignModel;
  /** Spectra of each round. */
  round: string;
  /** Share of the spectra that two people are asked about blindly, in per cent; empty for the usual tenth. */
  doubleBlind: string;
  /** Where people differ, how each answers elsewhere decides which label counts. */
  isCombined: boolean;
}

/** A draft to begin with. */
export const EMPTY: Draft = {
  label: "",
  directory: "",
  isRecursive: true,
  matrix: "",
  region: REGIONS[0],
  classes: [
    { name: "other", isWanted: false },
    { name: "wanted", isWanted: true },
  ],
  examples: "",
  minSnr: "",
  minCoverage: "",
  model: "auto",
  round: "100",
  doubleBlind: "",
  isCombined: false,
};

/** What is missing before a campaign can start, as one sentence; absent where nothing is. */
export function missing(draft: Draft): string | undefined {
  const names = draft.classes.map(({ name }) => name.trim());
  if (draft.label.trim() === "") return "The campaign needs a name.";
  if (draft.matrix === "" && draft.directory.trim() === "")
    return "Choose a directory of the archive, or a matrix.";
  if (names.some((name) => name === "")) return "Every class needs a name.";
  if (new Set(names).size < names.length) return "Two classes have the same name.";
  if (!draft.classes.some(({ isWanted }) => isWanted))
    return "Mark the class that is searched for with the star.";
  if (draft.classes.every(({ isWanted }) => isWanted))
    return "One class has to be left that is not searched for.";
  if (!(draft.region.start < draft.region.end)) return "The region has to end after it starts.";
  if (draft.minSnr.trim() !== "" && !(Number(draft.minSnr) >= 0)) return "The S/N must be a number.";
  const coverage = Number(draft.minCoverage);
  if (draft.minCoverage.trim() !== "" && !(coverage >= 0 && coverage <= 100))
    return "The coverage must be 0 to 100 %.";
  const round = Number(draft.round);
  if (!(Number.isInteger(round) && round >= 10 && round <= 1000)) return "A round has 10 to 1000 spectra.";
  const double = Number(draft.doubleBlind);
  if (draft.doubleBlind.trim() !== "" && !(double >= 0 && double <= 100))
    return "The share that two people are asked about must be 0 to 100 %.";
  return undefined;
}

/** The plan of a draft, without its examples. */
export function planOf(draft: Draft, seed: number): GivenPlan {
  const { region } = draft;
  return {
    pool:
      draft.matrix !== ""
        ? { matrix: draft.matrix }
        : {
            preprocessing: {
              data_dir_path: draft.directory.trim(),
              recursive: draft.isRecursive,
              wave_start_point: region.start,
              wave_end_point: region.end,
              wave_point_count: region.points,
              mask_bad_pixels: true,
              resampling: "flux_conserving",
              quality: true,
            },
          },
    classes: draft.classes.map(({ name }) => name.trim()),
    wanted: draft.classes.filter(({ isWanted }) => isWanted).map(({ name }) => name.trim()),
    ...(region.line !== undefined && { line: region.line }),
    ...(draft.minSnr.trim() !== "" && { min_snr: Number(draft.minSnr) }),
    ...(draft.minCoverage.trim() !== "" && { min_coverage: Number(draft.minCoverage) / 100 }),
    model: draft.model,
    first_round: Number(draft.round),
    round: Number(draft.round),
    ...(draft.doubleBlind.trim() !== "" && { double_blind: Number(draft.doubleBlind) / 100 }),
    ...(draft.isCombined && { combine_labels: "dawid_skene" }),
    seed,
  };
}
