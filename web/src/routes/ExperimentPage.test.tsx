import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { atTheDoor } from "../test/atTheDoor.ts";
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

it("judges the newest iteration by the labels that it has so far", async () => {
  const api = new FakeApi();
  const sample = [...api.labellings.values()].filter(
    (one) => one.job_id === id(5) && one.spectrum_set === "PERFORMANCE_ESTIMATION",
  );
  for (const one of sample.slice(0, 4)) one.user_label = one.model_prediction;
  sample[4].user_label = "other";
  await openApp(`/experiments/${id(2)}`, api);
  expect(await screen.findByText(/at least 40.0.% \(95 % confidence\)/)).toBeVisible();
  expect(within(screen.getByRole("table", { name: "" })).getAllByRole("row")[4]).toHaveTextContent(
    /80.0.% ≥ 40.0.%/,
  );
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

describe("the candidates", () => {
  // jsdom lays nothing out: without a height, the list of rows in sight is empty.
  async function openTable(query = "") {
    vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(480);
    const app = await openApp(`/experiments/${id(2)}${query}`);
    const table = await screen.findByRole("table", { name: "Candidates" });
    await within(table).findAllByRole("cell", { name: /^spec-/ });
    return { ...app, table };
  }
  const column = (table: HTMLElement, at: number) =>
    within(table)
      .getAllByRole("row")
      .filter((row) => within(row).queryAllByRole("cell").length > at)
      .map((row) => within(row).getAllByRole("cell")[at].textContent ?? "");
  const sortedBy = (table: HTMLElement) =>
    within(table)
      .getAllByRole("columnheader")
      .filter((head) => head.getAttribute("aria-sort") !== "none" && head.hasAttribute("aria-sort"))
      .map((head) => `${head.textContent} ${head.getAttribute("aria-sort")}`);
  const falls = (values: number[]) => values.every((value, i) => i === 0 || values[i - 1] >= value);

  it("begin with those that the model is surest of", async () => {
    const { table } = await openTable();
    expect(sortedBy(table)).toEqual(["Probability▼ descending"]);
    expect(falls(column(table, 2).map(Number.parseFloat))).toBe(true);
    expect(window.location.search).toBe("");
  });

  it("are ordered by a column, which is in the address beside the iteration", async () => {
    const { table, user } = await openTable(`?iteration=${id(5)}`);
    await user.click(within(table).getByRole("button", { name: "Entropy" }));
    await waitFor(() => expect(sortedBy(table)).toEqual(["Entropy▼ descending"]));
    expect(window.location.search).toBe(`?iteration=${id(5)}&sort=entropy&desc=1`);
    expect(falls(column(table, 3).map(Number))).toBe(true);
    await user.click(within(table).getByRole("button", { name: "Entropy" }));
    await waitFor(() => expect(window.location.search).toBe(`?iteration=${id(5)}&sort=entropy`));
  });

  it("keep their order when another iteration is chosen", async () => {
    const { user } = await openTable("?sort=magnitude");
    await user.click(screen.getByRole("button", { name: "1" }));
    await waitFor(() => expect(window.location.search).toBe(`?sort=magnitude&iteration=${id(3)}`));
  });

  it("show a dash where a value is not known, at the end", async () => {
    const { table, user } = await openTable("?sort=magnitude");
    expect(column(table, 4)).not.toContain("–");
    await user.click(within(table).getByRole("button", { name: "Label" }));
    await waitFor(() => expect(sortedBy(table)).toEqual(["Label▲ ascending"]));
    expect(column(table, 4)).toContain("–");
  });
});

describe("the next iteration", () => {
  it("is one, however often the button is pressed", async () => {
    const api = new FakeApi();
    for (const one of api.labellings.values()) one.user_label ??= "other";
    const { posts, open } = atTheDoor(api);
    const { user } = await openApp(`/experiments/${id(2)}`, api);
    const button = await screen.findByRole("button", { name: "Next iteration" });
    await waitFor(() => expect(button).toBeEnabled());
    await user.dblClick(button);
    button.focus();
    await user.keyboard("{Enter}{Enter}");
    open();
    expect(await screen.findByRole("button", { name: "Next iteration" })).toBeVisible();
    await waitFor(() => expect(posts.map(({ path }) => path.split("/").at(-1))).toEqual(["next", "RUN"]));
    expect(posts[0].key).toMatch(/^[0-9a-f-]{36}$/);
    expect([...api.jobs.values()].filter((job) => job.iteration === 4)).toHaveLength(1);
  });

  it("and labelling go on from the last that completed when the newest failed", async () => {
    const api = new FakeApi();
    for (const one of api.labellings.values()) one.user_label ??= "other";
    const failed = api.addJob({
      type: "ACTIVE_ML",
      label: "Be stars DR2",
      iteration: 4,
      parent_job_id: id(5),
      phase: "ERROR",
      error: { code: "usage", message: "All labels are other: label some more." },
    });
    const { posts, open } = atTheDoor(api);
    open();
    const { user } = await openApp(`/experiments/${failed.job_id}`, api);
    expect(await screen.findByText("All labels are other: label some more.")).toBeVisible();
    expect(await screen.findByRole("link", { name: /^Label \(110 of 110/ })).toHaveAttribute(
      "href",
      `/jobs/${id(5)}/label`,
    );
    await user.click(screen.getByRole("button", { name: "Next iteration" }));
    await waitFor(() => expect(posts.map(({ path }) => path.split("/").at(-1))).toEqual(["next", "RUN"]));
    expect(await screen.findByRole("button", { name: "4b" })).toBeVisible();
    expect(screen.getByRole("button", { name: "4a" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Next iteration" })).toBeNull();
  });
});

it("asks for no file that an iteration without training cannot have", async () => {
  const api = new FakeApi({ empty: true });
  const first = api.addJob({
    type: "ACTIVE_ML",
    label: "Just begun",
    iteration: 0,
    phase: "COMPLETED",
    metrics: { iteration: 0, pool_spectra: 1500 },
  });
  const missing: string[] = [];
  const handle = api.handle.bind(api);
  api.handle = async (request) => {
    const response = await handle(request);
    if (response.status === 404) missing.push(request.url);
    return response;
  };
  await openApp(`/experiments/${first.job_id}`, api);
  expect(await screen.findByText(/Iteration 0 lists no candidates/)).toBeVisible();
  expect(missing).toEqual([]);
});
