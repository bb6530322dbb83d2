import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { atTheDoor } from "../test/atTheDoor.ts";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const CLASSES = ["other", "single peak", "double peak"];

/** An iteration of three oracle spectra and two for the estimate. */
function smallExperiment(): { api: FakeApi; path: string } {
  const api = new FakeApi({ empty: true });
  const job = api.addJob({
    label: "Be stars",
    type: "ACTIVE_ML",
    phase: "COMPLETED",
    iteration: 1,
    config: { classes: CLASSES, candidate_classes: CLASSES.slice(1) },
  });
  for (let i = 0; i < 5; i += 1) {
    api.addLabelling({
      labelling_id: `spectrum-${i}`,
      job_id: job.job_id,
      spectrum_filename: `spec-56201-B6001_sp01-00${i}.fits`,
      spectrum_set: i < 3 ? "ORACLE" : "PERFORMANCE_ESTIMATION",
      sequence_iteration: 1,
      model_prediction: "single peak",
    });
  }
  return { api, path: `/jobs/${job.job_id}/label` };
}

const labelOf = (api: FakeApi, i: number) => api.labellings.get(`spectrum-${i}`)?.user_label;
const plot = (i: number) => screen.findByRole("img", { name: new RegExp(`sp01-00${i}.fits, preprocessed`) });

let api: FakeApi;
let path: string;
beforeEach(() => {
  ({ api, path } = smallExperiment());
});

describe("labelling by keyboard", () => {
  it("labels with a digit, saves it and goes on to the next", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("2");
    await plot(1);
    await waitFor(() => expect(labelOf(api, 0)).toBe("single peak"));
    expect(await screen.findByText("saved ✓")).toBeVisible();
    expect(screen.getByText("1 / 3 oracle")).toBeVisible();
  });

  it("undoes and does again, on the server too", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("3");
    await plot(1);
    await user.keyboard("u");
    await plot(0);
    await waitFor(() => expect(labelOf(api, 0)).toBeUndefined());
    await user.keyboard("r");
    await waitFor(() => expect(labelOf(api, 0)).toBe("double peak"));
  });

  it("skips, and comes back to the skipped one at the end", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("s");
    for (const i of [1, 2, 3, 4]) {
      await plot(i);
      await user.keyboard("1");
    }
    await plot(0);
    expect(labelOf(api, 0)).toBeUndefined();
  });

  it("moves with the arrows and takes a label away with 0", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("1");
    await plot(1);
    await user.keyboard("{ArrowLeft}");
    await plot(0);
    await user.keyboard("0");
    await waitFor(() => expect(labelOf(api, 0)).toBeUndefined());
  });

  it("clears a comment and leaves the label alone", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("1");
    await plot(1);
    await user.keyboard("{ArrowLeft}");
    await plot(0);
    await user.keyboard("c");
    await user.keyboard("odd{Enter}");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.user_comment).toBe("odd"));
    await user.keyboard("c");
    await user.clear(screen.getByRole("textbox", { name: /comment/ }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.user_comment).toBeUndefined());
    expect(labelOf(api, 0)).toBe("other");
  });

  it("takes digits in the comment as text", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("c");
    await user.keyboard("2 peaks{Enter}");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.user_comment).toBe("2 peaks"));
    expect(labelOf(api, 0)).toBeUndefined();
  });

  it("lists every key, and labels nothing behind the list", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("?");
    expect(screen.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await user.keyboard("1");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await plot(0);
    expect(labelOf(api, 0)).toBeUndefined();
  });
});

describe("keys that must not run away", () => {
  const press = (key: string, code: string, more: KeyboardEventInit = {}) =>
    fireEvent.keyDown(document.body, { key, code, ...more });

  it("labels one spectrum while a digit is held", async () => {
    await openApp(path, api);
    await plot(0);
    press("1", "Digit1");
    await plot(1);
    for (let i = 0; i < 10; i += 1) press("1", "Digit1", { repeat: true });
    for (const key of ["0", "u", "r", "s"]) press(key, "", { repeat: true });
    await waitFor(() => expect(labelOf(api, 0)).toBe("other"));
    await plot(1);
    expect(labelOf(api, 1)).toBeUndefined();
  });

  it("still runs through the spectra while an arrow is held", async () => {
    await openApp(path, api);
    await plot(0);
    press("ArrowRight", "ArrowRight");
    press("ArrowRight", "ArrowRight", { repeat: true });
    await plot(2);
  });

  it("does not press a class button again that was clicked", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.click(screen.getByRole("button", { name: /single peak/ }));
    await plot(1);
    await user.keyboard(" {Enter}");
    await plot(1);
    expect([0, 1, 2].map((i) => labelOf(api, i))).toEqual(["single peak", undefined, undefined]);
  });

  it("lets a class button be pressed by keyboard, and keeps its focus", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    screen.getByRole("button", { name: /single peak/ }).focus();
    await user.keyboard("{Enter}");
    await plot(1);
    expect(screen.getByRole("button", { name: /single peak/ })).toHaveFocus();
  });

  it("takes a run of equal labels back at once with Shift", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("1");
    await plot(1);
    for (const i of [2, 3]) {
      await user.keyboard("2");
      await plot(i);
    }
    await user.keyboard("{Shift>}u{/Shift}");
    await plot(1);
    await waitFor(() =>
      expect([0, 1, 2].map((i) => labelOf(api, i))).toEqual(["other", undefined, undefined]),
    );
  });

  it.each([
    ["Czech", "ě", "Digit2", {}],
    ["Czech with Shift", "2", "Digit2", { shiftKey: true }],
    ["French", "é", "Digit2", {}],
    ["the pad", "2", "Numpad2", {}],
  ])("labels by the place of the key: %s", async (_, key, code, more) => {
    await openApp(path, api);
    await plot(0);
    press(key, code, more);
    await waitFor(() => expect(labelOf(api, 0)).toBe("single peak"));
  });

  it.each([
    ["the first digit of a Czech keyboard is no zoom", "+", "Digit1", {}, "other"],
    ["the pad as cursor keys", "End", "Numpad1", {}, undefined],
    ["a sign of the row of digits", "!", "Digit1", { shiftKey: true }, undefined],
  ])("knows a digit from its key: %s", async (_, key, code, more, label) => {
    await openApp(path, api);
    await plot(0);
    press(key, code, more);
    press("m", "KeyM");
    expect(await screen.findByText("smooth 3")).toBeVisible();
    await waitFor(() => expect(labelOf(api, 0)).toBe(label));
    expect(window.location.search).not.toContain("view=");
  });

  it("shows what stands on the keys, where the browser knows it", async () => {
    vi.stubGlobal("navigator", {
      ...Object.fromEntries(
        ["language", "languages", "userAgent"].map((key) => [key, Reflect.get(navigator, key)]),
      ),
      keyboard: {
        getLayoutMap: async () =>
          new Map([
            ["Digit1", "+"],
            ["Digit2", "2"],
          ]),
      },
    });
    await openApp(path, api);
    expect(await screen.findByText("1 +")).toBeVisible();
    const buttons = within(screen.getByRole("toolbar", { name: "Label" }));
    expect(buttons.getByText("2", { selector: "kbd" })).toBeVisible();
    vi.unstubAllGlobals();
  });
});

describe("labels are never lost", () => {
  it("waits while the server is away, says so, and sends when it is back", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    api.isDown = true;
    await user.keyboard("2");
    expect(await screen.findByText("1 label waiting")).toBeVisible();
    api.isDown = false;
    window.dispatchEvent(new Event("online"));
    expect(await screen.findByText("saved ✓")).toBeVisible();
    expect(labelOf(api, 0)).toBe("single peak");
  });

  it("survives a reload with the server away", async () => {
    const first = await openApp(path, api);
    await plot(0);
    api.isDown = true;
    await first.user.keyboard("3");
    expect(await screen.findByText("1 label waiting")).toBeVisible();
    first.view.unmount();
    api.isDown = false;
    await openApp(path, api);
    expect(await screen.findByText("1 / 3 oracle")).toBeVisible();
    await waitFor(() => expect(labelOf(api, 0)).toBe("double peak"));
  });

  it("can undo after a reload", async () => {
    const first = await openApp(path, api);
    await plot(0);
    await first.user.keyboard("3");
    await waitFor(() => expect(labelOf(api, 0)).toBe("double peak"));
    first.view.unmount();
    const second = await openApp(path, api);
    await second.user.click(await screen.findByRole("button", { name: /undo/ }));
    await waitFor(() => expect(labelOf(api, 0)).toBeUndefined());
  });

  it("shows the server's sentence when it refuses a label", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    api.labellings.delete("spectrum-0");
    await user.keyboard("1");
    expect(
      await screen.findByText(/The server refused 1 label: There is no labelling spectrum-0/),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Discard" }));
    expect(await screen.findByText("saved ✓")).toBeVisible();
  });
});

describe("many at once", () => {
  it("labels a range of the grid with one key", async () => {
    const { user } = await openApp(`${path}?grid=1`, api);
    const tiles = await screen.findAllByTitle(/^spec-56201.*fits$/);
    const buttons = tiles.filter((tile) => tile.tagName === "BUTTON" && tile.className === "tile");
    await user.click(buttons[0]);
    await user.keyboard("{Shift>}");
    await user.click(buttons[2]);
    await user.keyboard("{/Shift}");
    expect(screen.getByText("3 selected")).toBeVisible();
    await user.keyboard("1");
    await waitFor(() => expect([0, 1, 2].map((i) => labelOf(api, i))).toEqual(["other", "other", "other"]));
    await user.keyboard("u");
    await waitFor(() =>
      expect([0, 1, 2].map((i) => labelOf(api, i))).toEqual([undefined, undefined, undefined]),
    );
  });
});

describe("the end of a batch", () => {
  it("says what was learned and starts the next iteration", async () => {
    for (const i of [0, 1, 2, 3])
      Object.assign(api.labellings.get(`spectrum-${i}`) ?? {}, { user_label: "single peak" });
    const { user } = await openApp(path, api);
    await plot(4);
    await user.keyboard("1");
    const end = await screen.findByRole("region", { name: "The batch is labelled" });
    expect(end).toHaveTextContent("All 5 labelled.");
    await waitFor(() =>
      expect(end).toHaveTextContent(/50.0.% \(1 of 2\), at least 25.0.% with 95 % confidence/),
    );
    await user.click(await within(end).findByRole("button", { name: "Next iteration" }));
    await waitFor(() =>
      expect([...api.jobs.values()].map((job) => job.phase)).toEqual(["COMPLETED", "PROCESSING"]),
    );
    expect(await screen.findByRole("heading", { name: "Iterations" })).toBeVisible();
  });

  it("judges by the labels that the server has, and says the old until it has counted the new", async () => {
    for (const i of [0, 1, 2, 3])
      Object.assign(api.labellings.get(`spectrum-${i}`) ?? {}, { user_label: "single peak" });
    const handle = api.handle.bind(api);
    let counted = Promise.resolve();
    api.handle = async (request) => {
      if (request.url.endsWith("/performance")) await counted;
      return handle(request);
    };
    const { user } = await openApp(path, api);
    await plot(4);
    await user.keyboard("1");
    await screen.findByText(/\(1 of 2\)/);
    let count = () => {};
    counted = new Promise((resolve) => {
      count = resolve;
    });
    await user.keyboard("{ArrowLeft}{ArrowRight}");
    await plot(4);
    await user.keyboard("2");
    await waitFor(() => expect(labelOf(api, 4)).toBe("single peak"));
    expect(await screen.findByText(/\(1 of 2\)/)).toBeVisible();
    count();
    expect(await screen.findByText(/\(2 of 2\)/)).toBeVisible();
  });

  it("starts one iteration, however often the button is pressed", async () => {
    for (const one of api.labellings.values()) one.user_label = "other";
    const { posts, open } = atTheDoor(api);
    const { user } = await openApp(path, api);
    const button = await screen.findByRole("button", { name: "Next iteration" });
    await user.dblClick(button);
    open();
    expect(await screen.findByRole("heading", { name: "Iterations" })).toBeVisible();
    expect(posts.map((post) => post.path.split("/").at(-1))).toEqual(["next", "RUN"]);
    expect(api.jobs.size).toBe(2);
  });
});

it("draws the lines at the redshift of each spectrum, and keeps the person's shift", async () => {
  const { user } = await openApp(path, api);
  await plot(0);
  await user.keyboard("l");
  const redshift = await screen.findByLabelText("lines at z");
  await waitFor(() => expect(redshift).toHaveValue(-0.0002));
  await user.keyboard("{ArrowUp}");
  expect(redshift).toHaveValue(-0.0001);
  await user.keyboard("{ArrowRight}");
  await plot(1);
  await waitFor(() => expect(screen.getByLabelText("lines at z")).toHaveValue(-0.0001));
  await user.click(screen.getByRole("button", { name: "as stated" }));
  expect(screen.getByLabelText("lines at z")).toHaveValue(-0.0002);
});

it("filters by label and keeps the page state in the address", async () => {
  Object.assign(api.labellings.get("spectrum-0") ?? {}, { user_label: "other" });
  const { user } = await openApp(path, api);
  await plot(1);
  await user.selectOptions(screen.getByRole("combobox", { name: "Label" }), "labelled other");
  await waitFor(() => expect(window.location.search).toContain("label=other"));
});

it("labels with a digit right after a filter was chosen", async () => {
  const { user } = await openApp(path, api);
  await plot(0);
  await user.selectOptions(screen.getByRole("combobox", { name: "Set" }), "oracle");
  screen.getByRole("combobox", { name: "Set" }).focus();
  await user.keyboard("3");
  await waitFor(() => expect(labelOf(api, 0)).toBe("double peak"));
});

it("stays at its spectrum when another tab labels it", async () => {
  await openApp(path, api);
  await plot(0);
  const entry = {
    labellingId: "spectrum-0",
    jobId: "any",
    change: { label: "other" },
    revision: "2",
  };
  const key = "ml-job/outbox/spectrum-0";
  localStorage.setItem(key, JSON.stringify(entry));
  window.dispatchEvent(new StorageEvent("storage", { key, newValue: JSON.stringify(entry) }));
  expect(await screen.findByRole("button", { name: /other/, pressed: true })).toBeVisible();
  await plot(0);
});

it("says what belongs here when a job has nothing to label", async () => {
  const job = api.addJob({ label: "x", type: "DATA_PREPROCESSING", phase: "COMPLETED" });
  await openApp(`/jobs/${job.job_id}/label`, api);
  expect(await screen.findByText("Nothing to label here")).toBeVisible();
});

it("says that a job does not exist, in the API's words", async () => {
  await openApp("/jobs/nope/label", api);
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no job nope.");
});

describe("what the model says", () => {
  const opinion = () => screen.getByRole("region", { name: "This spectrum" });

  it("is shown for each class, the likeliest first, with its entropy", async () => {
    await openApp(path, api);
    await plot(0);
    const rows = within(opinion()).getAllByRole("listitem");
    expect(rows[0]).toHaveTextContent(/^single peak\d+.%$/);
    const parts = rows.map((row) => Number.parseInt(row.textContent?.replace(/\D+/g, "") ?? "", 10));
    expect(parts).toEqual([...parts].sort((a, b) => b - a));
    expect(screen.getByTitle(/^How torn the model is: .* 1\.10 when all 3 are/)).toHaveTextContent(
      /^entropy \d\.\d\d/,
    );
  });

  it("is the class and its probability where no more is known", async () => {
    api.hasPredictions = false;
    Object.assign(api.labellings.get("spectrum-0") ?? {}, { model_probability: 0.414, model_entropy: 0.9 });
    const { user } = await openApp(path, api);
    await plot(0);
    expect(opinion()).toHaveTextContent(/model: single peak 41.%/);
    expect(opinion()).toHaveTextContent(/entropy 0\.90/);
    await user.keyboard("g");
    const tiles = await screen.findAllByRole("button", { name: /single peak(\?| 41.%)$/ });
    // Of the spectra of the estimate nothing is said before they are labelled.
    const told = [...api.labellings.values()].filter((one) => one.spectrum_set !== "PERFORMANCE_ESTIMATION");
    expect(tiles).toHaveLength(told.length);
    expect(tiles[0]).toHaveTextContent(/single peak 41.%$/);
    expect(tiles[1]).toHaveTextContent(/single peak\?$/);
  });

  it("is nothing before the first model", async () => {
    for (const one of api.labellings.values()) one.model_prediction = "-";
    await openApp(path, api);
    await plot(0);
    expect(opinion()).toHaveTextContent("No model yet");
  });
});

describe("the history of a label", () => {
  it("is asked for when it is opened, and grows with each label", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.click(screen.getByText("History of this label"));
    expect(await screen.findByText("Nobody has labelled it yet.")).toBeVisible();
    await user.keyboard("2");
    await plot(1);
    await user.keyboard("{ArrowLeft}");
    await plot(0);
    const list = await screen.findByRole("list", { name: "Labels so far" });
    expect(
      within(list)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual(["single peakjust now"]);
    await user.keyboard("0");
    await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(2));
    expect(within(list).getAllByRole("listitem")[1]).toHaveTextContent("no label");
  });

  it("is not asked for while it is closed", async () => {
    const asked: string[] = [];
    const handle = api.handle.bind(api);
    api.handle = (request) => {
      asked.push(new URL(request.url).pathname);
      return handle(request);
    };
    await openApp(path, api);
    await plot(0);
    expect(asked.some((place) => place.endsWith("/history"))).toBe(false);
  });

  it("says in its place what went wrong", async () => {
    api.refuseOnce("/api/labellings/spectrum-0/history", 422, "The history is away.");
    const { user } = await openApp(path, api);
    await plot(0);
    await user.click(screen.getByText("History of this label"));
    expect(await screen.findByText("The history is away.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Nobody has labelled it yet.")).toBeVisible();
  });
});

describe("keys of one's own", () => {
  it("gives a class another key, tells it on its button, and takes all back", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("?");
    await user.click(await screen.findByRole("button", { name: /label “single peak”.*change the key/ }));
    await user.keyboard("j");
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.getByRole("button", { name: /^J ?single peak$/ })).toBeVisible();
    await user.keyboard("2");
    await user.keyboard("j");
    await plot(1);
    await waitFor(() => expect(labelOf(api, 0)).toBe("single peak"));
    await user.keyboard("?");
    await user.click(await screen.findByRole("button", { name: "All keys as they were" }));
    await user.click(screen.getByRole("button", { name: "Close" }));
    await user.keyboard("j");
    await user.keyboard("3");
    await plot(2);
    await waitFor(() => expect(labelOf(api, 1)).toBe("double peak"));
  });
});

describe("measuring while labelling", () => {
  it("keeps the windows open from spectrum to spectrum", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("w");
    expect(await screen.findByRole("region", { name: "Hα" })).toBeVisible();
    await user.keyboard("1");
    await plot(1);
    expect(await screen.findByRole("region", { name: "Hα" })).toBeVisible();
  });

  it("lays the mean of the labelled spectra of a class over the spectrum", async () => {
    const { user } = await openApp(path, api);
    await plot(0);
    await user.keyboard("2");
    await plot(1);
    await user.keyboard("oo");
    expect(await screen.findByRole("button", { name: "O mean single peak" })).toBeVisible();
    await user.keyboard("oo");
    expect(await screen.findByRole("button", { name: "O mean" })).toBeVisible();
  });
});

describe("the last label of all", () => {
  it("is not overwritten by a key that comes too much, but by one that is meant", async () => {
    const { user } = await openApp(path, api);
    for (let i = 0; i < 5; i += 1) {
      await plot(i);
      await user.keyboard("2");
    }
    await waitFor(() => expect(labelOf(api, 4)).toBe("single peak"));
    await user.keyboard("1");
    await user.keyboard("{ArrowLeft}");
    await plot(3);
    await user.keyboard("{ArrowRight}");
    await plot(4);
    expect(labelOf(api, 4)).toBe("single peak");
    await user.keyboard("3");
    await waitFor(() => expect(labelOf(api, 4)).toBe("double peak"));
  });
});
