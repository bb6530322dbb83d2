import { expect, it } from "vitest";
import { job } from "../test/factories.ts";
import { groupIntoExperiments } from "./experiments.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 20, minute));

it("groups iterations by their first ancestor, oldest iteration first, newest experiment first", () => {
  const jobs = [
    job.completed({ id: "b1", parentId: "b0", iteration: 1, createdAt: at(9) }),
    job.completed({ id: "a2", parentId: "a1", iteration: 2, createdAt: at(5) }),
    job.completed({ id: "a0", iteration: 0, createdAt: at(1) }),
    job.completed({ id: "a1", parentId: "a0", iteration: 1, createdAt: at(3) }),
    job.completed({ id: "b0", iteration: 0, createdAt: at(4) }),
  ];
  const experiments = groupIntoExperiments(jobs);
  expect(experiments.map((experiment) => experiment.root.id)).toEqual(["b0", "a0"]);
  expect(experiments[1].iterations.map(({ id }) => id)).toEqual(["a0", "a1", "a2"]);
});

it("begins anew where the parent is not among the jobs", () => {
  const orphan = job.completed({ id: "x1", parentId: "deleted", iteration: 1 });
  expect(groupIntoExperiments([orphan])[0].root.id).toBe("x1");
});

it("puts a repeated iteration behind the one that it repeats", () => {
  const jobs = [
    job.completed({ id: "a0", iteration: 0, createdAt: at(1) }),
    job.completed({ id: "again", parentId: "a0", iteration: 1, createdAt: at(8) }),
    job.failed({ id: "first", parentId: "a0", iteration: 1, createdAt: at(3) }),
  ];
  expect(groupIntoExperiments(jobs)[0].iterations.map(({ id }) => id)).toEqual(["a0", "first", "again"]);
});

it("does not hang on a circle", () => {
  const jobs = [job.pending({ id: "a", parentId: "b" }), job.pending({ id: "b", parentId: "a" })];
  expect(groupIntoExperiments(jobs).flatMap(({ iterations }) => iterations)).toHaveLength(2);
});
