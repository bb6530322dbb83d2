import { expect, it } from "vitest";
import { batched } from "./batch.ts";

it("asks once for what is wanted in one turn, and answers each", async () => {
  const requests: string[][] = [];
  const length = batched(async (keys) => {
    requests.push(keys);
    return new Map(keys.filter((key) => key !== "unknown").map((key) => [key, key.length]));
  }, 2);
  const answers = await Promise.all([length("a"), length("bb"), length("a"), length("unknown")]);
  expect(answers).toEqual([1, 2, 1, undefined]);
  expect(requests).toEqual([["a", "bb"], ["unknown"]]);
});

it("fails only those whose request failed", async () => {
  const value = batched<string>(async (keys) => {
    if (keys.includes("bad")) throw new Error("no");
    return new Map(keys.map((key) => [key, key]));
  }, 1);
  const settled = await Promise.allSettled([value("good"), value("bad")]);
  expect(settled.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected"]);
});
