import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;

it("shows the iterations of an experiment, whichever of them is named", async () => {
  await openApp(`/experiments/${id(4)}`);
  const table = await screen.findByRole("table", { name: "" });
  const rows = within(table).getAllByRole("row").slice(1);
  expect(rows.map((row) => within(row).getAllByRole("cell")[0].textContent)).toEqual(["0", "1", "2", "3"]);
  expect(rows[2]).toHaveTextContent(/90.0.% ≥ 70.0.%/);
});

it("leads with the one number that matters, and its bound", async () => {
  await openApp(`/experiments/${id(2)}`);
  expect(await screen.findByText("precision of the candidates")).toBeVisible();
  expect(screen.getByText(/95 % confidence/)).toHaveTextContent(/at least 70.0/);
});

it("shows the loss, the map and the candidates of the chosen iteration", async () => {
  const { user } = await openApp(`/experiments/${id(2)}`);
  expect(await screen.findByRole("heading", { name: "Training loss of iteration 3" })).toBeVisible();
  expect(await screen.findByRole("heading", { name: /^Candidates/ })).toHaveTextContent("Candidates 240");
  expect(await screen.findByRole("button", { name: /^single peak/ })).toHaveTextContent("47");
  await user.click(screen.getByRole("button", { name: "1" }));
  expect(await screen.findByRole("heading", { name: "Training loss of iteration 1" })).toBeVisible();
  expect(screen.getByText(/Iteration 1 lists no candidates/)).toBeVisible();
});

it("lists experiments, each once", async () => {
  await openApp("/experiments");
  const rows = await screen.findAllByRole("row");
  expect(rows).toHaveLength(2);
  expect(rows[1]).toHaveTextContent("Be stars DR2");
});

it("says what an experiment is when there is none", async () => {
  await openApp("/experiments", new FakeApi({ empty: true }));
  expect(await screen.findByText("No experiments yet")).toBeVisible();
});
