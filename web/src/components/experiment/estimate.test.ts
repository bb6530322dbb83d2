import { expect, it } from "vitest";
import { job, labelling } from "../../test/factories.ts";
import { estimatesOf, newestByClass, newestEstimate, precisionSeries } from "./estimate.ts";

const iteration = (number: number, judged?: [correct: number, labelled: number]) =>
  job.completed({
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
const shown = (correct: boolean) =>
  labelling({ set: "PERFORMANCE_ESTIMATION", prediction: "star", label: correct ? "star" : "qso" });

it("gives each estimate to the iteration that it judges, and judges the newest by its labels so far", () => {
  const estimates = estimatesOf(
    [iteration(0), iteration(1), iteration(2, [8, 10])],
    [shown(true), shown(false)],
  );
  expect(estimates.get(1)).toMatchObject({ correct: 8, labelled: 10, lowerBound: 0.5 });
  expect(estimates.get(2)).toMatchObject({ correct: 1, labelled: 2, precision: 0.5 });
  // One of two: 1 − (1 − p)² = 0.05.
  expect(estimates.get(2)?.lowerBound).toBeCloseTo(1 - Math.sqrt(0.95), 10);
  expect(newestEstimate(estimates)?.labelled).toBe(2);
});

it("has no estimate before the first label", () => {
  expect(newestEstimate(estimatesOf([iteration(0), iteration(1)], []))).toBeUndefined();
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
