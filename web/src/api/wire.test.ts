import { describe, expect, it } from "vitest";
import { job } from "../test/factories.ts";
import { archivePathOf, archiveValueOf } from "./archive.ts";
import { can, isQueued, jobFromApi } from "./jobs.ts";
import { labellingFromApi } from "./labellings.ts";
import { problemFrom } from "./problem.ts";
import { reportFrom, trainingHistoryFrom, trainingMapFrom } from "./results.ts";
import { predictionFromApi, preparedFromFile, spectrumFromApi } from "./spectra.ts";
import { nameProblem } from "./templates.ts";

describe("jobs", () => {
  it("come without what the API leaves out", () => {
    const view = jobFromApi({
      job_id: "a",
      dir_path: "/JOBS/x",
      type: "ACTIVE_ML",
      phase: "PENDING",
      label: "x",
      created_at: "2026-11-22T20:00:00Z",
    });
    expect(view).toMatchObject({
      description: "",
      startedAt: undefined,
      config: undefined,
      progress: undefined,
    });
    expect(view.createdAt.getTime()).toBe(Date.UTC(2026, 10, 22, 20));
  });
  it("may be run, aborted and deleted by phase", () => {
    const may = (view: ReturnType<typeof job.pending>) => [can.run(view), can.abort(view), can.remove(view)];
    expect(may(job.pending())).toEqual([true, true, true]);
    expect(may(job.processing())).toEqual([false, true, false]);
    expect(may(job.completed())).toEqual([false, false, true]);
    expect(may(job.failed())).toEqual([false, false, true]);
  });
  it("are queued until a worker has them", () => {
    expect(isQueued(job.pending({ phase: "PROCESSING" }))).toBe(true);
    expect(isQueued(job.processing())).toBe(false);
  });
});

it("labellings of iteration 0 have no prediction", () => {
  const wire = {
    labelling_id: "a",
    job_id: "b",
    spectrum_filename: "x.fits",
    spectrum_set: "ORACLE" as const,
    sequence_iteration: 0,
    model_prediction: "-",
  };
  expect(labellingFromApi(wire).prediction).toBeUndefined();
  expect(labellingFromApi({ ...wire, model_prediction: "star" }).prediction).toBe("star");
});

it("labellings carry what the model says, where it is known", () => {
  const wire = {
    labelling_id: "a",
    job_id: "b",
    spectrum_filename: "x.fits",
    spectrum_set: "CANDIDATE" as const,
    sequence_iteration: 1,
    model_prediction: "star",
    model_probability: 0,
    model_entropy: 0.2,
    magnitude: null,
  };
  expect(labellingFromApi(wire)).toMatchObject({
    probability: 0,
    entropy: 0.2,
    numbers: { model_entropy: 0.2 },
  });
});

describe("predictions", () => {
  it("have the likeliest class first", () => {
    const wire = { label: "b", probabilities: { a: 0.1, b: 0.7, c: 0.2 }, entropy: 0.8 };
    expect(predictionFromApi(wire)?.probabilities.map(([name]) => name)).toEqual(["b", "c", "a"]);
  });
  it("are absent without a model", () => {
    expect([predictionFromApi(undefined), predictionFromApi(null)]).toEqual([undefined, undefined]);
  });
});

it("directories of the archive are written without the leading slash, the archive itself as a dot", () => {
  expect(["/", "/dr2/B6001"].map(archiveValueOf)).toEqual([".", "dr2/B6001"]);
  expect(["", ".", "/", "dr2/", "./dr2//B6001"].map(archivePathOf)).toEqual([
    "/",
    "/",
    "/",
    "/dr2",
    "/dr2/B6001",
  ]);
});

it("templates are named with letters, digits, spaces, - and _", () => {
  const allowed = ["Be stars 2", "Hα_a-b", "Ondřejov"].map(nameProblem);
  expect(allowed).toEqual([undefined, undefined, undefined]);
  const refused = ["", "  ", "a/b", "a.b", "..", "a\tb"].map((name) => nameProblem(name) !== undefined);
  expect(refused).not.toContain(false);
});

describe("spectra", () => {
  it("have NaN where the API has null, and σ from the inverse variance", () => {
    const { curve, meta } = spectrumFromApi({
      filename: "x.fits",
      wave: [1, 2, 3],
      flux: [1, null, 3],
      ivar: [4, 1, 0],
      z: -9999,
      mag_1: 99,
      mag_2: 14.2,
    });
    expect([...curve.flux]).toEqual([1, Number.NaN, 3]);
    expect([...(curve.sigma ?? [])]).toEqual([0.5, 1, Number.NaN]);
    expect(meta.redshift).toBeUndefined();
    expect(meta.magnitudes.slice(0, 2)).toEqual([Number.NaN, 14.2]);
  });
  it("come from the job's own file where its matrix cannot be read", () => {
    const found = preparedFromFile({ wave: [1, 2], spectra: { "a.fits": [0.5, null] } });
    expect([...(found.get("a.fits")?.curve.flux ?? [])]).toEqual([0.5, Number.NaN]);
    expect(preparedFromFile("no").size).toBe(0);
  });
});

describe("problems", () => {
  it("keep the API's sentence and its fields", () => {
    const problem = problemFrom(422, {
      detail: "No.",
      errors: [{ pointer: "/a", message: "b" }, { bad: 1 }],
    });
    expect([problem.message, problem.fieldErrors, problem.isTransient]).toEqual([
      "No.",
      [{ pointer: "/a", message: "b" }],
      false,
    ]);
  });
  it("make a sentence where there is none, never raw markup", () => {
    expect(problemFrom(500, "<html>").message).toBe("The server failed (status 500).");
    expect(problemFrom(502, undefined).isTransient).toBe(true);
    expect(problemFrom(404, undefined).message).toBe("This does not exist (any more).");
  });
});

describe("result files", () => {
  it("give the loss of each epoch", () => {
    expect(trainingHistoryFrom({ loss: [1, 0.5] })).toEqual({ losses: [1, 0.5] });
    expect(trainingHistoryFrom([{ loss: 2 }, { loss: 1 }])).toEqual({ losses: [2, 1] });
    expect(trainingHistoryFrom({})).toBeUndefined();
  });
  it("give the map, with labels by number or by name", () => {
    const map = trainingMapFrom({ x: [1, 2], y: [3, 4], labels: ["b", "a"], classes: ["a", "b"] });
    expect(map).toMatchObject({ labels: [1, 0], filenames: [] });
    expect(trainingMapFrom({ x: [1], y: [1, 2] })).toBeUndefined();
  });
  it("give the report, also where a list was cut", () => {
    const report = reportFrom({ skipped: { total: 5000, files: [{ filename: "a", reason: "torn" }] } });
    expect(report).toMatchObject({
      skipped: { total: 5000, first: [{ filename: "a", reason: "torn" }] },
      overhanging: { total: 0, first: [] },
    });
  });
});
