import { expect, it } from "vitest";
import { actionOf, assigned, keyOf } from "./keyRemap.ts";

it("gives a key to an action, and the action's key to what had it", () => {
  const map = assigned({}, "u", "s");
  expect(map).toEqual({ s: "u", u: "s" });
  expect([actionOf("s", map), actionOf("u", map), actionOf("n", map)]).toEqual(["u", "s", "n"]);
  expect([keyOf("u", map), keyOf("s", map)]).toEqual(["s", "u"]);
});

it("takes a key that had nothing, and is undone by giving the old one back", () => {
  const map = assigned({}, "digit1", "j");
  expect(actionOf("j", map)).toBe("digit1");
  expect(actionOf("digit1", map)).toBe("j");
  expect(assigned(map, "digit1", "digit1")).toEqual({});
});

it("keeps one key for each action, however often keys are changed", () => {
  let map = {};
  for (const [action, key] of [
    ["digit1", "j"],
    ["digit2", "k"],
    ["digit1", "k"],
    ["u", "j"],
    ["digit2", "u"],
  ]) {
    map = assigned(map, action, key);
    expect(keyOf(action, map)).toBe(key);
    expect(Object.keys(map).sort()).toEqual(Object.values(map).sort());
  }
});
