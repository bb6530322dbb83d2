import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, it } from "vitest";
import { ApiError, unreachable } from "../api/problem.ts";
import { useCreation } from "./useCreation.ts";

interface Asked {
  given: { name: string; run?: boolean };
  key: string;
  answer: (error?: Error) => void;
}

let asked: Asked[];
beforeEach(() => {
  asked = [];
});

function creation() {
  const create = (given: Asked["given"], key: string) =>
    new Promise<string>((resolve, reject) => {
      const answer = (error?: Error) => (error === undefined ? resolve("made") : reject(error));
      asked.push({ given, key, answer });
    });
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const made: string[] = [];
  const { result } = renderHook(
    () =>
      useCreation(
        create,
        (one) => void made.push(one),
        ({ name }) => name,
      ),
    { wrapper },
  );
  return { result, made };
}

async function answered(index: number, error?: Error) {
  await waitFor(() => expect(asked).toHaveLength(index + 1));
  await act(async () => asked[index].answer(error));
}

it("creates one thing for two clicks in a row, and for one after the success", async () => {
  const { result, made } = creation();
  act(() => {
    result.current.start({ name: "a" });
    result.current.start({ name: "a" });
    result.current.start({ name: "b" });
  });
  await answered(0);
  expect(made).toEqual(["made"]);
  act(() => result.current.start({ name: "a", run: true }));
  expect(asked).toHaveLength(1);
});

it("goes on under the same key when nobody answered", async () => {
  const { result, made } = creation();
  act(() => result.current.start({ name: "a" }));
  await answered(0, unreachable());
  await waitFor(() => expect(result.current.error).not.toBeNull());
  act(() => result.current.start({ name: "a", run: true }));
  await answered(1);
  expect(asked[1].key).toBe(asked[0].key);
  expect(made).toEqual(["made"]);
});

it("takes another key for another thing, and after a refusal", async () => {
  const { result } = creation();
  act(() => result.current.start({ name: "a" }));
  await answered(0, new ApiError(422, "Not like this."));
  act(() => result.current.start({ name: "a" }));
  await answered(1, unreachable());
  act(() => result.current.start({ name: "b" }));
  await answered(2);
  act(() => result.current.start({ name: "c" }));
  await answered(3);
  expect(new Set(asked.map(({ key }) => key)).size).toBe(4);
});
