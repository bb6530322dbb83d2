import { act, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
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

it("counts by reason, warns of what the first look saw, and shows the quality", async () => {
  await openApp(`/jobs/${PREPARED}`);
  expect(await screen.findByText("· no flux 1, not fits 1, truncated gzip 1")).toBeVisible();
  expect(screen.getByText("1 entry is no spectrum")).toBeVisible();
  expect(screen.getByText("7 % do not cover the grid")).toBeVisible();
  expect(screen.getByRole("row", { name: /^S\/N in the window/ })).toHaveTextContent("21.5");
  expect(screen.getByRole("img", { name: /^0 to 10: 500; 10 and more: 2.500$/ })).toBeVisible();
  expect(screen.getByRole("link", { name: "Start a campaign on it" })).toHaveAttribute(
    "href",
    expect.stringMatching(/^\/campaigns\/new\?matrix=%2FJOBS%2F.*result\.h5$/),
  );
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

it("shows the end of the log of a job that fails fast, however its end becomes known", async () => {
  for (const isTold of [true, false]) {
    const api = new FakeApi();
    let log = "INFO Starting\n";
    const handle = api.handle.bind(api);
    api.handle = async (request) =>
      new URL(request.url).pathname.endsWith("/log") ? new Response(log) : handle(request);
    const { view } = await openApp(`/jobs/${RUNNING}/log`, api);
    expect(await screen.findByText(/INFO Starting/)).toBeVisible();
    const [source] = FakeEventSource.open;
    log += "ModuleNotFoundError: No module named 'h5py'\n";
    const job = Object.assign(api.jobs.get(RUNNING) ?? {}, {
      phase: "ERROR",
      error: { code: "error", message: "An error in the program." },
    });
    // Else the page finds out by asking, as when the stream of events was cut.
    if (isTold) act(() => source.emit("phase", job));
    expect(await screen.findByText(/No module named 'h5py'/)).toBeVisible();
    expect(screen.getByRole("alert")).toHaveTextContent("An error in the program.");
    view.unmount();
  }
});

it("leads to the spectra of any type of job that has some to label", async () => {
  const api = new FakeApi();
  const given = { type: "K_MEANS", phase: "COMPLETED", started_at: "2026-11-22T20:00:00Z" } as const;
  const labelled = api.addJob({ ...given, label: "Six clusters" });
  const without = api.addJob({ ...given, label: "No clusters" });
  api.addLabelling({
    job_id: labelled.job_id,
    spectrum_filename: "spec-56201-B6001_sp01-000.fits",
    spectrum_set: "ORACLE",
    sequence_iteration: 0,
  });
  const { view } = await openApp(`/jobs/${labelled.job_id}`, api);
  const link = await screen.findByRole("link", { name: "Label" });
  expect(link).toHaveAttribute("href", `/jobs/${labelled.job_id}/label`);
  view.unmount();
  await openApp(`/jobs/${without.job_id}`, api);
  expect(await screen.findByRole("link", { name: "Run again" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Label" })).toBeNull();
});

it("says of an aborted job why there is no log", async () => {
  const api = new FakeApi();
  const job = api.addJob({ type: "DATA_PREPROCESSING", label: "Never taken", phase: "ABORTED" });
  await openApp(`/jobs/${job.job_id}/log`, api);
  expect(await screen.findByText("The job ended before a worker wrote anything.")).toBeVisible();
});

it("says why a queued job waits", async () => {
  const api = new FakeApi({ empty: true });
  const queued = api.addJob({ label: "patient", type: "DATA_PREPROCESSING", phase: "PROCESSING" });
  await openApp(`/jobs/${queued.job_id}`, api);
  expect(await screen.findByText("It is the next of its type; 1 runs now.")).toBeVisible();
});
