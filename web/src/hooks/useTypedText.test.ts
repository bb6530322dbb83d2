import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TYPING_MS, useTypedText } from "./useTypedText.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function field(value = "") {
  const onSettled = vi.fn();
  const hook = renderHook(({ value: given }) => useTypedText(given, onSettled), { initialProps: { value } });
  return {
    onSettled,
    ...hook,
    type: (text: string) => act(() => hook.result.current.type(text)),
    wait: (ms: number) => act(() => vi.advanceTimersByTime(ms)),
  };
}

it("shows each letter at once, and tells the text when the writing pauses", () => {
  const { result, type, wait, onSettled } = field();
  type("s");
  wait(TYPING_MS - 1);
  type("sp");
  expect(result.current.text).toBe("sp");
  wait(TYPING_MS - 1);
  expect(onSettled).not.toHaveBeenCalled();
  wait(1);
  expect(onSettled.mock.calls).toEqual([["sp"]]);
});

it("tells the text once when it is settled by hand", () => {
  const { result, type, wait, onSettled } = field();
  type("spec");
  act(() => result.current.settle());
  wait(TYPING_MS);
  expect(onSettled.mock.calls).toEqual([["spec"]]);
});

it("follows a value that changes by other means, which no pause of before undoes", () => {
  const { result, rerender, type, wait, onSettled } = field("a");
  type("ab");
  rerender({ value: "z" });
  expect(result.current.text).toBe("z");
  wait(TYPING_MS);
  expect(onSettled).not.toHaveBeenCalled();
});

it("keeps what is being written when its own earlier text comes back", () => {
  const { result, rerender, type, wait } = field("");
  type("s");
  wait(TYPING_MS);
  type("sp");
  rerender({ value: "s" });
  expect(result.current.text).toBe("sp");
});

it("is silent once it is gone", () => {
  const { type, wait, unmount, onSettled } = field();
  type("s");
  unmount();
  wait(TYPING_MS);
  expect(onSettled).not.toHaveBeenCalled();
});
