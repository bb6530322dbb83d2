import { act, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { FakeEventSource, openApp } from "../test/renderApp.tsx";

const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const PREPARED = id(1);
const FAILED = id(6);
const PENDING = id(7);
const RUNNING = id(8);

it("shows the error of a failed job as a sentence, with the full log one click away", async () => {
  const { user } = await openApp(`/jobs/${FAILED}/config`);
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "The directory dr2/B60O1 does not exist in the archive.",
  );
  await user.click(screen.getByRole("link", { name: "Full log" }));
  expect(await screen.findByRole("log")).toHaveTextContent("truncated gzip stream");
});

it("follows the progress of a running job as it comes", async () => {
  await openApp(`/jobs/${RUNNING}`);
  await waitFor(() => expect(FakeEventSource.open).not.toHaveLength(0));
  const [source] = FakeEventSource.open;
  expect(source.url).toBe(`/api/jobs/${RUNNING}/events`);
  act(() => source.emit("progress", { done: 2700, total: 3000, unit: "spectra" }));
  expect(await screen.findByText(/2.700 of 3.000 spectra/)).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "90");
});

it("asks for the job when its phase changes, and stops listening when it has ended", async () => {
  const { api } = await openApp(`/jobs/${RUNNING}`);
  await waitFor(() => expect(FakeEventSource.open).not.toHaveLength(0));
  const [source] = FakeEventSource.open;
  const job = api.jobs.get(RUNNING);
  Object.assign(job ?? {}, { phase: "COMPLETED", execution_duration: 134 });
  act(() => source.emit("phase", job));
  expect(await screen.findByText(/ran for 2 m 14 s/)).toBeVisible();
  await waitFor(() => expect(source.isClosed).toBe(true));
});

it("shows the report of preprocessing and its spectra", async () => {
  await openApp(`/jobs/${PREPARED}`);
  expect(await screen.findByText("3 files left out")).toBeVisible();
  expect(screen.getByText("The gzip stream is truncated.")).toBeVisible();
  expect(await screen.findByRole("link", { name: "spec-56201-B6001_sp01-000.fits" })).toBeVisible();
});

it("plots the spectra that are chosen over each other", async () => {
  const { user } = await openApp(`/jobs/${PREPARED}`);
  await user.click(await screen.findByRole("checkbox", { name: "Plot spec-56201-B6001_sp01-003.fits" }));
  await user.click(screen.getByRole("checkbox", { name: "Plot spec-56201-B6001_sp01-005.fits" }));
  expect(screen.getByRole("img", { name: /^2 preprocessed spectra/ })).toBeVisible();
});

it("shows the config of a job that has not run", async () => {
  await openApp(`/jobs/${PENDING}`);
  const name = await screen.findByText("First wavelength [Å]");
  expect(name.closest("tr")).toHaveTextContent(/wave_start_point\s*6519/);
});

it("changes label and description", async () => {
  const { user, api } = await openApp(`/jobs/${PENDING}`);
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await user.clear(screen.getByLabelText("Label"));
  await user.type(screen.getByLabelText("Label"), "Whole range, again{Enter}");
  expect(await screen.findByRole("heading", { name: /Whole range, again/ })).toBeVisible();
  expect(api.jobs.get(PENDING)?.label).toBe("Whole range, again");
});

it("deletes a job after asking, and goes back to the list", async () => {
  const { user, api } = await openApp(`/jobs/${FAILED}`);
  await user.click(await screen.findByRole("button", { name: "Delete" }));
  await user.click(screen.getByRole("button", { name: "Delete" }));
  expect(await screen.findByRole("heading", { name: "Jobs" })).toBeVisible();
  expect(api.jobs.has(FAILED)).toBe(false);
});

it("says in words that a job does not exist", async () => {
  await openApp("/jobs/nope");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no job nope.");
});
