import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";
import { filterFrom } from "./JobsPage.tsx";

it("lists jobs with phase, progress and error, newest first", async () => {
  await openApp("/jobs");
  const rows = await screen.findAllByRole("row");
  expect(rows[1]).toHaveTextContent(/DR10 A, F, G.*processing.*1.200 of 3.000 spectra/);
  expect(within(rows[1]).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
  expect(rows[3]).toHaveTextContent(/error.*The directory dr2\/B60O1 does not exist/);
});

it("narrows by phase and by label, and keeps both in the address", async () => {
  const { user } = await openApp("/jobs");
  await screen.findByRole("link", { name: "Whole range" });
  await user.selectOptions(screen.getByRole("combobox", { name: "Phase" }), "completed");
  await waitFor(() => expect(screen.queryByRole("link", { name: "Whole range" })).toBeNull());
  await user.type(screen.getByRole("searchbox", { name: "Label contains" }), "dr2 a");
  await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
  expect(window.location.search).toBe("?phase=COMPLETED&q=dr2+a");
});

it("offers only what a job may do now", async () => {
  const { user, api } = await openApp("/jobs");
  const row = (await screen.findByRole("link", { name: "Whole range" })).closest("tr") as HTMLElement;
  expect(within(row).queryByRole("button", { name: "Abort" })).toBeNull();
  await user.click(within(row).getByRole("button", { name: "Run" }));
  await waitFor(() =>
    expect([...api.jobs.values()].find((job) => job.label === "Whole range")?.phase).toBe("PROCESSING"),
  );
});

it("asks before it aborts", async () => {
  const { user, api } = await openApp("/jobs");
  const row = (await screen.findByRole("link", { name: "DR10 A, F, G" })).closest("tr") as HTMLElement;
  const phase = () => [...api.jobs.values()].find((job) => job.label === "DR10 A, F, G")?.phase;
  await user.click(within(row).getByRole("button", { name: "Abort" }));
  await user.click(within(row).getByRole("button", { name: "Keep" }));
  expect(phase()).toBe("PROCESSING");
  await user.click(within(row).getByRole("button", { name: "Abort" }));
  await user.click(within(row).getByRole("button", { name: "Abort" }));
  await waitFor(() => expect(phase()).toBe("ABORTED"));
});

it("says what belongs here when there are no jobs, and offers the first step", async () => {
  await openApp("/jobs", new FakeApi({ empty: true }));
  expect(await screen.findByText("No jobs yet")).toBeVisible();
  expect(screen.getByRole("link", { name: "Preprocess an archive" })).toHaveAttribute(
    "href",
    "/jobs/new?type=DATA_PREPROCESSING",
  );
});

it("tells no match from no jobs", async () => {
  const { user } = await openApp("/jobs?q=nothing-like-this");
  await user.click(await screen.findByRole("button", { name: "Show all jobs" }));
  expect(await screen.findByRole("link", { name: "Whole range" })).toBeVisible();
});

it("reads nonsense in the address as the first page of everything", () => {
  const filter = filterFrom(new URLSearchParams("page=-3&phase=NOPE"));
  expect(filter).toMatchObject({ offset: 0, phase: undefined, type: undefined });
  expect(filterFrom(new URLSearchParams("page=3")).offset).toBe(50);
});
