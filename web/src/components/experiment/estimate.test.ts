import { describe, expect, it } from "vitest";
import { job } from "../../test/factories.ts";
import { estimatesOf, iterationNames, newestByClass, newestEstimate, precisionSeries } from "./estimate.ts";

type Judged = [correct: number, labelled: number];
const iteration = (number: number, judged?: Judged, id = `it-${number}`, parentId = `it-${number - 1}`) =>
  job.completed({
    id,
    parentId,
    type: "ACTIVE_ML",
    iteration: number,
    metrics: {
      training: { training_spectra: 110 * number },
      performance:
        judged === undefined
          ? undefined
          : {
              iteration: number - 1,
              overall: {
                correct: judged[0],
                labelled: judged[1],
                precision: judged[0] / judged[1],
                lower_bound_95: 0.5,
              },
              classes: [
                { class: "double peak", correct: 1, labelled: 1, precision: 1, lower_bound_95: 0.05 },
              ],
            },
    },
  });
const judged = (correct: number, labelled: number) => ({
  correct,
  labelled,
  precision: correct / labelled,
  lowerBound: 0.1,
});

it("gives each estimate to the iteration that it judges, and judges the newest by its labels so far", () => {
  const iterations = [iteration(0), iteration(1), iteration(2, [8, 10])];
  const estimates = estimatesOf(iterations, { job: iterations[2], estimate: judged(1, 2) });
  expect(estimates.get("it-1")).toMatchObject({ correct: 8, labelled: 10, lowerBound: 0.5 });
  expect(estimates.get("it-2")).toMatchObject(judged(1, 2));
  expect(newestEstimate(iterations, estimates)?.labelled).toBe(2);
});

it("has no estimate before the first label", () => {
  const iterations = [iteration(0), iteration(1)];
  for (const estimate of [undefined, { correct: 0, labelled: 0, lowerBound: 0 }]) {
    const estimates = estimatesOf(iterations, { job: iterations[1], estimate });
    expect(estimates.size).toBe(0);
    expect(newestEstimate(iterations, estimates)).toBeUndefined();
  }
});

it("draws precision against iterations or against labels", () => {
  const iterations = [iteration(1), iteration(2, [8, 10])];
  const estimates = estimatesOf(iterations);
  expect(precisionSeries(iterations, estimates, "iteration")[0].points).toEqual([{ x: 1, y: 0.8, low: 0.5 }]);
  expect(precisionSeries(iterations, estimates, "labels")[0].points[0].x).toBe(110);
  expect(precisionSeries([iteration(0)], new Map(), "labels")).toEqual([]);
});

it("knows the newest estimates class by class", () => {
  expect(newestByClass([iteration(1), iteration(2, [8, 10])])?.classes[0].className).toBe("double peak");
});

describe("two runs of one iteration", () => {
  const iterations = [
    iteration(0),
    iteration(1),
    iteration(2, [8, 10], "first"),
    iteration(2, [8, 10], "second"),
    iteration(3, [3, 9], "third", "first"),
  ];
  const estimates = estimatesOf(iterations, { job: iterations[3], estimate: judged(9, 9) });

  it("have estimates of their own", () => {
    expect(estimates.get("first")).toMatchObject({ correct: 3, labelled: 9 });
    expect(estimates.get("second")).toMatchObject({ correct: 9, labelled: 9 });
  });
  it("are told apart by name", () => {
    expect([...iterationNames(iterations).values()]).toEqual(["0", "1", "2a", "2b", "3"]);
  });
  it("are lines of their own, which part where they part", () => {
    const lines = precisionSeries(iterations, estimates, "iteration");
    const byName = Object.fromEntries(
      lines.map(({ name, points }) => [name, points.map(({ x, y }) => [x, y])]),
    );
    expect(Object.values(byName)).toContainEqual([
      [1, 0.8],
      [2, 3 / 9],
    ]);
    expect(Object.values(byName)).toContainEqual([
      [1, 0.8],
      [2, 1],
    ]);
  });
});

it("still says what an iteration was worth that is gone", () => {
  const iterations = [iteration(2, [8, 10])];
  expect(newestEstimate(iterations, estimatesOf(iterations))?.correct).toBe(8);
});
