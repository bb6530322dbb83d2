import type { components } from "../api/schema.ts";
import { CLASSES } from "./fakeSpectra.ts";

/** The job types that the made-up API offers: a form of each kind of field. */
export const JOB_TYPES: components["schemas"]["JobTypeManifest"][] = [
  {
    type: "DATA_PREPROCESSING",
    title: "Data preprocessing",
    description:
      "Reads the FITS spectra of a directory, resamples them onto one wavelength grid and scales them.",
    config_example: {
      data_dir_path: "B6001",
      wave_start_point: 6519,
      wave_end_point: 6732,
      wave_point_count: 140,
    },
    config_schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      additionalProperties: false,
      required: ["data_dir_path", "wave_start_point", "wave_end_point", "wave_point_count"],
      properties: {
        data_dir_path: {
          type: "string",
          title: "Data directory",
          description: "Directory with the FITS spectra, relative to the spectra archive.",
          "x-path": "archive-directory",
          examples: ["20111024/F5902"],
        },
        wave_start_point: {
          type: "number",
          title: "First wavelength [Å]",
          description: "First wavelength of the grid in ångström (vacuum).",
          exclusiveMinimum: 0,
          examples: [6519.0],
        },
        wave_end_point: {
          type: "number",
          title: "Last wavelength [Å]",
          description: "Last wavelength of the grid in ångström (vacuum); greater than the first.",
          exclusiveMinimum: 0,
          examples: [6732.0],
        },
        wave_point_count: {
          type: "integer",
          title: "Number of points",
          description: "Number of equally spaced grid points, both ends included.",
          minimum: 2,
          maximum: 100000,
          examples: [140],
        },
        recursive: {
          type: "boolean",
          title: "Search subdirectories",
          description: "Whether directories inside the data directory are searched too.",
          default: false,
        },
        scaling: {
          $ref: "#/$defs/Scaling",
          title: "Scaling",
          description: "How each spectrum is scaled.",
          default: "minmax",
        },
        min_snr: {
          type: ["number", "null"],
          title: "Least signal-to-noise ratio",
          description: "Leave out spectra with a smaller one.",
          default: null,
        },
      },
      $defs: {
        Scaling: {
          oneOf: [{ const: "minmax", description: "−1 to 1" }, { const: "standard" }, { const: "none" }],
        },
      },
    },
  },
  {
    type: "ACTIVE_ML",
    title: "Active learning",
    description: "Trains a small network on the labels there are and asks for those that teach it most.",
    config_example: {
      iteration: 0,
      classes: CLASSES,
      candidate_classes: CLASSES.slice(1),
      pool_data_path: "JOBS/prep/result.h5",
    },
    config_schema: {
      type: "object",
      required: ["classes", "candidate_classes", "pool_data_path"],
      properties: {
        classes: {
          type: "array",
          items: { type: "string" },
          title: "Classes",
          description: "Names of the classes.",
          examples: [CLASSES],
        },
        candidate_classes: {
          type: "array",
          items: { type: "string" },
          title: "Candidate classes",
          description: "The classes that are looked for.",
        },
        pool_data_path: {
          type: "string",
          title: "Pool",
          description: "HDF5 file of a preprocessing job.",
          examples: ["JOBS/prep/result.h5"],
        },
        oracle_batch_size: {
          type: "integer",
          title: "Oracle spectra",
          description: "Spectra to label per iteration.",
          default: 100,
        },
        show_candidates: {
          type: "boolean",
          title: "Show candidates",
          description: "List all candidates.",
          default: false,
        },
      },
    },
  },
];
