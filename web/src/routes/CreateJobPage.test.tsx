import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import type { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const created = (api: FakeApi, label: string) => [...api.jobs.values()].find((job) => job.label === label);

async function fillIn(values: Record<string, string>) {
  const app = await openApp("/jobs/new?type=DATA_PREPROCESSING");
  await app.user.type(await screen.findByLabelText("Label"), "From the form");
  for (const [name, value] of Object.entries(values)) await app.user.type(screen.getByLabelText(name), value);
  return app;
}

const GRID = {
  "Data directory": "B6001",
  "First wavelength [Å]": "6519.5",
  "Last wavelength [Å]": "6732",
  "Number of points": "140",
};

it("makes the form from the schema, and sends numbers as numbers", async () => {
  const { user, api } = await fillIn(GRID);
  await user.click(screen.getByText(/^More/));
  await user.click(screen.getByRole("checkbox", { name: "Search subdirectories" }));
  await user.selectOptions(screen.getByLabelText(/^Scaling/), "standard");
  await user.click(screen.getByRole("button", { name: "Create and run" }));
  await waitFor(() => expect(created(api, "From the form")?.phase).toBe("PROCESSING"));
  expect(created(api, "From the form")?.config).toEqual({
    data_dir_path: "B6001",
    wave_start_point: 6519.5,
    wave_end_point: 6732,
    wave_point_count: 140,
    recursive: true,
    scaling: "standard",
  });
  expect(await screen.findByRole("heading", { name: /From the form/ })).toBeVisible();
});

it("says the API's refusal at the field that it means", async () => {
  const { user, api } = await fillIn({ ...GRID, "Last wavelength [Å]": "100" });
  await user.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("must be greater than the first wavelength")).toBeVisible();
  expect(screen.getByLabelText("Last wavelength [Å]")).toBeInvalid();
  expect(created(api, "From the form")).toBeUndefined();
});

it("checks a value when its field is left", async () => {
  const { user } = await fillIn({ "Number of points": "1" });
  await user.tab();
  expect(await screen.findByText(/must be >= 2/)).toBeVisible();
});

it("does not send without a label", async () => {
  const { user, api } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
  await user.click(await screen.findByRole("button", { name: "Fill in the example" }));
  const before = api.jobs.size;
  await user.click(screen.getByRole("button", { name: "Create" }));
  expect(screen.getByLabelText("Label")).toBeInvalid();
  expect(api.jobs.size).toBe(before);
});

it("takes the same values as JSON, and says what is no JSON", async () => {
  const { user, api } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
  await user.type(await screen.findByLabelText("Label"), "As JSON");
  await user.click(screen.getByRole("button", { name: "JSON" }));
  const text = screen.getByLabelText("Config as JSON");
  await user.clear(text);
  await user.type(text, "{{broken");
  await user.click(screen.getByRole("button", { name: "Create" }));
  expect((await screen.findAllByText(/This is not JSON/))[0]).toBeVisible();
  await user.clear(text);
  await user.paste('{"data_dir_path": "B6001"}');
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(created(api, "As JSON")?.config).toEqual({ data_dir_path: "B6001" }));
});

it("writes lists of words with commas", async () => {
  const { user, api } = await openApp("/jobs/new?type=ACTIVE_ML");
  await user.type(await screen.findByLabelText("Label"), "Be stars again");
  await user.type(screen.getByLabelText("Classes"), "other, single peak, double peak");
  await user.type(screen.getByLabelText("Candidate classes"), "double peak");
  await user.type(screen.getByLabelText("Pool"), "JOBS/x/result.h5");
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() =>
    expect(created(api, "Be stars again")?.config).toEqual({
      classes: ["other", "single peak", "double peak"],
      candidate_classes: ["double peak"],
      pool_data_path: "JOBS/x/result.h5",
    }),
  );
});

it("picks a path from the files", async () => {
  const { user, api } = await openApp("/jobs/new?type=ACTIVE_ML");
  await user.click(await screen.findByRole("button", { name: "Browse" }));
  await user.click(await screen.findByRole("button", { name: "JOBS" }));
  const [directory] = [...api.files.keys()]
    .filter((path) => path.includes("lamost_dr2"))
    .map((path) => path.slice(6));
  await user.click(await screen.findByRole("button", { name: directory }));
  await user.click(await screen.findByRole("button", { name: "result.h5" }));
  expect(screen.getByLabelText("Pool")).toHaveValue(`JOBS/${directory}/result.h5`);
});

it("begins with the values of the job that is run again", async () => {
  await openApp("/jobs/new?from=0199c0de-0000-7000-8000-000000000006");
  expect(await screen.findByLabelText("Data directory")).toHaveValue("dr2/B6001");
  expect(screen.getByLabelText("Label")).toHaveValue("A label that is as long as a label may ever be ok");
});
