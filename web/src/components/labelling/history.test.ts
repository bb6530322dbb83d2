import { expect, it } from "vitest";
import { EMPTY_HISTORY, lastRun, parseHistory, push, redo, type Step, undo } from "./history.ts";

const step = (id: string): Step => ({
  changes: [{ labellingId: id, before: { label: null }, after: { label: "star" } }],
});

it("undoes the last step first and does it again", () => {
  const two = push(push(EMPTY_HISTORY, step("a")), step("b"));
  const undone = undo(two);
  expect(undone?.step).toEqual(step("b"));
  expect(redo(undone?.history ?? EMPTY_HISTORY)).toEqual({ step: step("b"), history: two });
});

it("forgets what was undone when something new is done", () => {
  const undone = undo(push(EMPTY_HISTORY, step("a")));
  const next = push(undone?.history ?? EMPTY_HISTORY, step("b"));
  expect(redo(next)).toBeUndefined();
});

it("has nothing to undo at first", () => {
  expect(undo(EMPTY_HISTORY)).toBeUndefined();
  expect(redo(EMPTY_HISTORY)).toBeUndefined();
});

it("remembers 500 steps", () => {
  let history = EMPTY_HISTORY;
  for (let i = 0; i < 510; i += 1) history = push(history, step(String(i)));
  expect(history.done).toHaveLength(500);
  expect(history.done[0]).toEqual(step("10"));
});

it("survives being written down, and a torn one is empty", () => {
  const one = push(EMPTY_HISTORY, step("a"));
  expect(parseHistory(JSON.stringify(one))).toEqual(one);
  expect([null, "{", "3", '{"done":1}'].map(parseHistory)).toEqual(Array(4).fill(EMPTY_HISTORY));
});

it("knows how many steps at the end gave the same label", () => {
  const other = (id: string, label: string | null): Step => ({
    changes: [{ labellingId: id, before: { label: null }, after: { label } }],
  });
  const run = [other("a", "star"), other("b", "qso"), other("c", "star"), other("d", "star")];
  expect(lastRun({ done: run, undone: [] })).toBe(2);
  expect(lastRun({ done: [step("a"), step("b")], undone: [] })).toBe(2);
  expect(lastRun({ done: [...run, other("d", null), other("c", null)], undone: [] })).toBe(1);
  expect(lastRun(EMPTY_HISTORY)).toBe(0);
});
