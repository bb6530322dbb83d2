import { expect, test } from "vitest";
import type { Job } from "./jobs.ts";
import { learningCurvesFrom, searchesOf } from "./simulation.ts";

const point = (labels: number, listed: number) => ({ labels, accuracy: 0, yielded: { listed } });

test("curves are means over repeats, as far as all repeats go", () => {
  const seeds = [
    [point(50, 0.2), point(100, 0.6), point(150, 0.9)],
    [point(50, 0.4), point(100, 0.8)],
  ];
  const read = learningCurvesFrom({ curves: [{ strategy: "campaign", seeds }] });
  expect(read?.quantity).toBe("share of the wanted found");
  expect(read?.curves[0].points.map(({ x }) => x)).toEqual([50, 100]);
  expect(read?.curves[0].points[1].y).toBeCloseTo(0.7);
});

test("without a search the accuracy is drawn, and what is no simulation draws nothing", () => {
  const read = learningCurvesFrom({
    curves: [{ strategy: "entropy", seeds: [[{ labels: 10, accuracy: 0.5 }]] }],
  });
  expect(read).toEqual({
    quantity: "accuracy",
    curves: [{ strategy: "entropy", points: [{ x: 10, y: 0.5 }] }],
  });
  for (const wire of [undefined, null, 3, {}, { curves: [] }, { curves: [{ strategy: "x", seeds: [] }] }]) {
    expect(learningCurvesFrom(wire)).toBeUndefined();
  }
});

test("searches are read from the metrics, and half an interval is none", () => {
  const searches = [
    { strategy: "random", labels: 400, ratio: 1, cold_starts: 2, ratio_interval: [1] },
    { labels: 3 },
    null,
  ];
  const read = searchesOf({ metrics: { searches } } as unknown as Job);
  expect(read).toHaveLength(1);
  expect(read[0]).toMatchObject({ strategy: "random", labels: 400, ratio: 1, coldStarts: 2 });
  expect(read[0].interval).toBeUndefined();
});
