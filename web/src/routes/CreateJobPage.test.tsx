import { createEvent, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { atTheDoor } from "../test/atTheDoor.ts";
import { FakeApi } from "../test/fakeApi.ts";
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
  api.refuseOnce("/api/jobs", 422, "The config is not valid.", [
    { pointer: "/config/wave_end_point", message: "must be greater than the first wavelength" },
  ]);
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

it("shows the essential fields first, then the rest as the schema lists it", async () => {
  const { user } = await openApp("/jobs/new?type=ACTIVE_ML");
  await screen.findByLabelText("Classes");
  await user.click(screen.getByText(/^More/));
  const shown = screen.getAllByRole("group").at(-1)?.closest("section") ?? document.body;
  const names = [...shown.querySelectorAll("label")].map((label) => label.textContent);
  expect(names).toEqual([
    "Classes",
    "Candidate classes",
    "Pool",
    "Oracle spectra optional",
    "Show candidates",
  ]);
});

it("keeps the type in the address, and begins it empty", async () => {
  const { user } = await openApp("/jobs/new?from=0199c0de-0000-7000-8000-000000000006");
  await screen.findByLabelText("Data directory");
  await user.click(screen.getByRole("radio", { name: /^Active learning/ }));
  expect(await screen.findByLabelText("Pool")).toHaveValue("");
  expect(window.location.search).toBe("?from=0199c0de-0000-7000-8000-000000000006&type=ACTIVE_ML");
});

describe("a directory of the archive", () => {
  it("is picked with the number of its spectra in sight", async () => {
    const { user } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
    await user.click(await screen.findByRole("button", { name: "Browse" }));
    expect(await screen.findByText("no spectra directly in it")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "dr2" }));
    expect(await screen.findByRole("group", { name: "In /dr2" })).toHaveFocus();
    await user.click(await screen.findByRole("button", { name: "B6001" }));
    expect(await screen.findByText("250 spectra")).toBeVisible();
    expect(screen.getByText("No directories inside.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Use this directory" }));
    expect(screen.getByLabelText("Data directory")).toHaveValue("dr2/B6001");
    expect(screen.getByRole("button", { name: "Browse" })).toHaveFocus();
  });

  it("may be the archive itself", async () => {
    const { user } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
    await user.click(await screen.findByRole("button", { name: "Browse" }));
    const use = screen.getByRole("button", { name: "Use this directory" });
    await waitFor(() => expect(use).toBeEnabled());
    await user.click(use);
    expect(screen.getByLabelText("Data directory")).toHaveValue(".");
  });

  it("is looked for where the field says, with a way up when there is nothing", async () => {
    const { user } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
    await user.type(await screen.findByLabelText("Data directory"), "dr2/B7");
    await user.click(screen.getByRole("button", { name: "Browse" }));
    expect(await screen.findByText("The archive has no directory /dr2/B7.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Use this directory" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "dr2" }));
    expect(await screen.findByRole("button", { name: "B6012" })).toBeVisible();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("button", { name: "Use this directory" })).toBeNull();
    expect(screen.getByRole("button", { name: "Browse" })).toHaveFocus();
  });
});

describe("templates", () => {
  const PLACE = "/TEMPLATES/DATA_PREPROCESSING";

  async function openTemplates(api = new FakeApi()) {
    const app = await openApp("/jobs/new?type=DATA_PREPROCESSING", api);
    await app.user.click(await screen.findByRole("button", { name: "Templates" }));
    return app;
  }
  function withTemplate(text: string): FakeApi {
    const api = new FakeApi();
    api.files.set("/TEMPLATES", new Map());
    api.files.set(PLACE, new Map(Object.entries({ "Be stars.json": text, "notes.txt": "no" })));
    return api;
  }

  it("keep the present values under a name, where there were none", async () => {
    const { user, api } = await openTemplates();
    expect(await screen.findByText("No templates for this type yet.")).toBeVisible();
    await user.type(screen.getByLabelText("Data directory"), "dr2");
    await user.type(screen.getByLabelText("Save as template"), " Around Hα-2 {Enter}");
    expect(await screen.findByText("Saved as “Around Hα-2”.")).toBeVisible();
    expect(await screen.findByRole("button", { name: "Around Hα-2" })).toBeVisible();
    expect(JSON.parse(api.files.get(PLACE)?.get("Around Hα-2.json") ?? "")).toEqual({ data_dir_path: "dr2" });
    await user.type(screen.getByLabelText("Save as template"), "second{Enter}");
    expect(await screen.findByRole("button", { name: "second" })).toBeVisible();
  });

  it("say which names they may have, and which are taken", async () => {
    const { user, api } = await openTemplates(withTemplate("{}"));
    const name = screen.getByLabelText("Save as template");
    await user.type(name, "a/b");
    expect(screen.getByText("Only letters, digits, spaces, - and _.")).toBeVisible();
    expect(name).toBeInvalid();
    await user.keyboard("{Enter}");
    await user.clear(name);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("A template needs a name.")).toBeVisible();
    await screen.findByRole("button", { name: "Be stars" });
    await user.type(name, "Be stars");
    expect(screen.getByText("There is a “Be stars” already.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Replace" })).toBeVisible();
    expect([...(api.files.get(PLACE)?.keys() ?? [])]).toEqual(["Be stars.json", "notes.txt"]);
  });

  it("fill the form, and the JSON", async () => {
    const { user } = await openTemplates(withTemplate('{"data_dir_path": "dr2/B6003", "recursive": true}'));
    await user.type(screen.getByLabelText("Data directory"), "old");
    await user.click(await screen.findByRole("button", { name: "Be stars" }));
    expect(await screen.findByText("Filled in from “Be stars”.")).toBeVisible();
    expect(screen.getByLabelText("Data directory")).toHaveValue("dr2/B6003");
    await user.click(screen.getByRole("button", { name: "JSON" }));
    expect(screen.getByLabelText("Config as JSON")).toHaveValue(
      '{\n  "data_dir_path": "dr2/B6003",\n  "recursive": true\n}',
    );
    expect(screen.queryByRole("button", { name: "notes" })).toBeNull();
  });

  it("that are broken say so in their place", async () => {
    const { user } = await openTemplates(withTemplate("{broken"));
    await user.type(screen.getByLabelText("Data directory"), "mine");
    await user.click(await screen.findByRole("button", { name: "Be stars" }));
    const place = screen.getByRole("region", { name: "Start from a template" });
    expect(await within(place).findByRole("alert")).toHaveTextContent(
      /^The template “Be stars” cannot be used\. This is not JSON/,
    );
    expect(screen.getByLabelText("Data directory")).toHaveValue("mine");
  });

  it("are deleted after a question", async () => {
    const { user, api } = await openTemplates(withTemplate("{}"));
    await user.click(await screen.findByRole("button", { name: "Delete the template Be stars" }));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    expect(await screen.findByText("No templates for this type yet.")).toBeVisible();
    expect(api.files.get(PLACE)?.has("Be stars.json")).toBe(false);
  });

  it("are not made of broken JSON", async () => {
    const { user, api } = await openTemplates();
    await user.click(screen.getByRole("button", { name: "JSON" }));
    await user.type(screen.getByLabelText("Config as JSON"), "x");
    await user.type(screen.getByLabelText("Save as template"), "x{Enter}");
    expect(await screen.findByText("The JSON below is not valid.")).toBeVisible();
    expect(api.files.has("/TEMPLATES")).toBe(false);
  });

  it("say the server's sentence when one cannot be kept", async () => {
    const { user, api } = await openTemplates();
    api.refuseOnce("/api/files/full.json/upload", 507, "The disk is full.");
    await user.type(screen.getByLabelText("Save as template"), "full{Enter}");
    expect(await screen.findByText("The disk is full.")).toBeVisible();
    expect(screen.getByLabelText("Save as template")).toHaveValue("full");
  });
});

describe("a config from a file", () => {
  const file = (text: string) => new File([text], "mine.json", { type: "application/json" });

  it("fills the form", async () => {
    const { user } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
    await user.upload(await screen.findByLabelText("Config file"), file('{"data_dir_path": "dr2"}'));
    expect(await screen.findByText("Filled in from mine.json.")).toBeVisible();
    expect(screen.getByLabelText("Data directory")).toHaveValue("dr2");
  });

  it("that is none is said in its place, and changes nothing", async () => {
    const { user } = await openApp("/jobs/new?type=DATA_PREPROCESSING");
    await user.type(await screen.findByLabelText("Data directory"), "mine");
    await user.upload(screen.getByLabelText("Config file"), file("[1, 2]"));
    expect(await screen.findByText("mine.json: A config is a JSON object: { … }.")).toBeVisible();
    expect(screen.getByLabelText("Data directory")).toHaveValue("mine");
  });

  it("may be dropped on the form; dragged text is left to the fields", async () => {
    await openApp("/jobs/new?type=DATA_PREPROCESSING");
    const panel = await screen.findByRole("region", { name: "Data preprocessing" });
    const drop = (types: string[], files: File[]) => {
      const event = createEvent.drop(panel, { dataTransfer: { types, files } });
      fireEvent(panel, event);
      return event.defaultPrevented;
    };
    expect(drop(["text/plain"], [])).toBe(false);
    expect(drop(["Files"], [file('{"data_dir_path": "dropped"}')])).toBe(true);
    await waitFor(() => expect(screen.getByLabelText("Data directory")).toHaveValue("dropped"));
  });
});

describe("pressing twice", () => {
  it.each([
    ["Create and run", ["/api/jobs/", "RUN"]],
    ["Create", ["/api/jobs/"]],
  ])("creates one job: %s", async (name, expected) => {
    const { user, api } = await fillIn(GRID);
    const { posts, open } = atTheDoor(api);
    await user.dblClick(screen.getByRole("button", { name }));
    open();
    expect(await screen.findByRole("heading", { name: /From the form/ })).toBeVisible();
    expect(posts.map(({ path }, i) => (i === 0 ? path : path.split("/").at(-1)))).toEqual(expected);
    expect(posts[0].key).toMatch(/^[0-9a-f-]{36}$/);
    expect([...api.jobs.values()].filter((job) => job.label === "From the form")).toHaveLength(1);
  });

  it("asks under the same key again when nobody answered, so that the server knows it", async () => {
    const { user, api } = await fillIn(GRID);
    const { posts, open } = atTheDoor(api);
    open();
    api.refuseOnce("/api/jobs", 503, "Away for a moment.");
    await user.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByText("Away for a moment.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByRole("heading", { name: /From the form/ })).toBeVisible();
    expect(posts).toHaveLength(2);
    expect(posts[1].key).toBe(posts[0].key);
  });
});
