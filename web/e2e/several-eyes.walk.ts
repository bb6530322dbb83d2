import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { choosePassword, requestOf } from "./people.ts";
import { Server, until } from "./server.ts";

// It would run, were it put into the page as it is.
const BOB = `<img src=x onerror="document.title='hit'">`;
const CLASSES = ["other", "single peak", "double peak"];
const SPECTRA = 12;

/** The space that an instance begins with. */
const MAIN_SPACE = "00000000-0000-0000-0000-000000000000";

let server: Server;
let browser: Browser;
let ada: WatchedPage;
let bob: WatchedPage;
let jobId: string;

interface Opinion {
  author: string;
  user_label?: string;
  blind_label?: string;
}
interface Labelling {
  labelling_id: string;
  spectrum_filename: string;
  user_label?: string;
  adjudicated_by?: string;
}

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(["--auth", "local"]), launchBrowser()]);
  [ada, bob] = await Promise.all([
    WatchedPage.open(browser, server.url),
    WatchedPage.open(browser, server.url),
  ]);
  await choosePassword(ada.page, server.firstLink(), "ada");
  const made = await ask<{ link: { link_path: string } }>(ada.page, "POST", "/api/users/", {
    name: BOB,
    role: "labeller",
  });
  await choosePassword(bob.page, made.link.link_path);
  // What they label lies in a space that both share.
  const share = { user: BOB, role: "labeller" };
  await ask(ada.page, "POST", `/api/spaces/${MAIN_SPACE}/members/`, share);
  jobId = await firstIteration();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** What a request of the page itself answers; it has to succeed. */
async function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const told = await requestOf(page, method, path, body);
  if (told.status >= 400) throw new Error(`${method} ${path}: ${told.status} ${told.text}`);
  return (told.text === "" ? undefined : JSON.parse(told.text)) as T;
}

/** Makes a job and waits until it has completed; where its files lie. */
async function run(type: string, label: string, config: unknown): Promise<{ id: string; directory: string }> {
  const job = await ask<{ job_id: string; dir_path: string }>(ada.page, "POST", "/api/jobs/", {
    type,
    label,
    config,
    space_id: MAIN_SPACE,
  });
  const path = `/api/jobs/${job.job_id}`;
  await ask(ada.page, "POST", `${path}/process/RUN`);
  await until(async () => {
    const { phase, error } = await ask<{ phase: string; error?: unknown }>(ada.page, "GET", path);
    if (phase === "ERROR") throw new Error(`${label}: ${JSON.stringify(error)}`);
    return phase === "COMPLETED";
  }, `${label} has completed`);
  return { id: job.job_id, directory: job.dir_path };
}

/** Iteration 0 of an experiment of which half is asked of two people. */
async function firstIteration(): Promise<string> {
  const pool = await run("DATA_PREPROCESSING", "Pool", {
    data_dir_path: "",
    recursive: true,
    wave_start_point: 6519,
    wave_end_point: 6732,
    wave_point_count: 140,
  });
  const { id } = await run("ACTIVE_ML", "Be stars", {
    iteration: 0,
    classes: CLASSES,
    candidate_classes: CLASSES.slice(1),
    pool_data_path: `${pool.directory}/result.h5`,
    oracle_batch_size: SPECTRA,
    double_blind: 0.5,
    seed: 3,
  });
  return id;
}

const plot = (page: Page) => page.locator(".plot canvas").first();

async function shown(page: Page): Promise<string> {
  const label = await plot(page).getAttribute("aria-label");
  return /^(.*\.fits), preprocessed/.exec(label ?? "")?.[1] ?? "";
}

function labellings(page: Page): Promise<Labelling[]> {
  return ask<{ labellings: Labelling[] }>(page, "GET", `/api/labellings/?job_id=${jobId}`).then(
    (list) => list.labellings,
  );
}

function opinions(id: string): Promise<Opinion[]> {
  return ask<Opinion[]>(ada.page, "GET", `/api/labellings/${id}/opinions`);
}

/** Labels with a digit whatever the page asks, until it asks nothing more; how many labels that were. */
async function labelAll(page: Page, digit: string): Promise<number> {
  const isAsked = () => page.locator(".dot.current.open").isVisible();
  const isDone = async () => (await page.locator(".dot.open").count()) === 0;
  for (let count = 0; ; count += 1) {
    // What the other one has given up, or answered first, comes with the next word of the server.
    await until(async () => {
      if ((await isAsked()) || (await isDone())) return true;
      await page.keyboard.press("n");
      return false;
    }, "there is something to label, or nothing is left");
    if (await isDone()) return count;
    const name = await shown(page);
    await page.keyboard.press(digit);
    await until(async () => (await shown(page)) !== name || !(await isAsked()), `${name} is labelled`);
  }
}

it("two people at once are not asked the same, see each other, and answer blindly", async () => {
  const url = `/jobs/${jobId}/label`;
  await ada.page.goto(url);
  await plot(ada.page).waitFor();
  await bob.page.goto(url);
  await plot(bob.page).waitFor();
  await ada.page.getByRole("list", { name: "Also here" }).getByText(BOB).waitFor();
  await bob.page.getByRole("list", { name: "Also here" }).getByText("ada").waitFor();
  const [first, second] = [await shown(ada.page), await shown(bob.page)];
  expect(first).not.toBe(second);

  // Bob's connection breaks. He labels what ada is just being asked: nothing is lost, and nothing is overwritten.
  await bob.page.context().setOffline(true);
  const place = (await labellings(ada.page)).findIndex((one) => one.spectrum_filename === first);
  await bob.page.locator(".strip .dot").nth(place).click();
  await until(async () => (await shown(bob.page)) === first, "bob looks at what ada is asked");
  await bob.page.keyboard.press("2");
  await bob.page.getByText("1 label waiting").waitFor();
  await ada.page.keyboard.press("1");
  await ada.page.getByText("saved ✓").waitFor();
  await until(async () => (await shown(ada.page)) !== first, "ada goes on");
  await bob.page.context().setOffline(false);
  await bob.page.getByText("saved ✓").waitFor();
  const of = (await labellings(ada.page)).find((one) => one.spectrum_filename === first);
  const both = await opinions(of?.labelling_id ?? "");
  expect(both.map(({ author, user_label }) => [author, user_label])).toEqual([
    ["ada", "other"],
    [BOB, "single peak"],
  ]);

  const [byAda, byBob] = await Promise.all([labelAll(ada.page, "1"), labelAll(bob.page, "2")]);
  await Promise.all([ada, bob].map(({ page }) => page.getByText("saved ✓").waitFor()));
  let answers = 0;
  let blind = 0;
  for (const { labelling_id } of await labellings(ada.page)) {
    const said = await opinions(labelling_id);
    answers += said.length;
    expect([1, 2]).toContain(said.length);
    if (said.every(({ blind_label }) => blind_label !== undefined)) blind += said.length === 2 ? 1 : 0;
  }
  expect(answers).toBe(byAda + byBob + 2);
  expect(blind).toBeGreaterThan(0);

  // Who goes is gone for the other one.
  await bob.page.goto("/experiments");
  await ada.page.getByRole("list", { name: "Also here" }).waitFor({ state: "detached" });
  expect([await ada.page.title(), await bob.page.title()]).not.toContain("hit");
});

it("what they differ about is settled by keyboard, and the tables say who", async () => {
  await bob.page.goto(`/experiments/${jobId}/disagreements`);
  await bob.page.getByText("A member or an administrator settles which label counts.").waitFor();
  await ada.page.goto(`/experiments/${jobId}`);
  const panel = ada.page.getByRole("region", { name: "Agreement" });
  await panel.getByText(/with two blind answers/).waitFor();
  await panel.getByRole("link", { name: /Disagreements/ }).click();
  const said = ada.page.getByRole("region", { name: "Opinions" });
  await said.getByText(BOB).waitFor();
  await plot(ada.page).waitFor();
  const first = await shown(ada.page);
  const empty = ada.page.getByText("Nobody differs about anything");
  while (!(await empty.isVisible())) {
    const name = await shown(ada.page);
    await ada.page.keyboard.press("3");
    await until(
      async () => (await empty.isVisible()) || (await shown(ada.page)) !== name,
      `${name} is settled`,
    );
    await until(
      async () =>
        (await labellings(ada.page)).some(
          (one) =>
            one.spectrum_filename === name && one.adjudicated_by === "ada" && one.user_label === CLASSES[2],
        ),
      `the server has settled ${name}`,
    );
  }
  const table = await ada.page.evaluate(
    async (path) => (await fetch(path)).text(),
    `/api/labellings/?job_id=${jobId}&format=csv&opinions=true`,
  );
  const lines = table.split("\r\n").filter((line) => line.includes(first));
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.endsWith(",ada"))).toBe(true);
  // The history keeps what both said, and who settled it.
  const settled = (await labellings(ada.page)).find((one) => one.spectrum_filename === first);
  await ada.page.goto(`/jobs/${jobId}/label?at=${settled?.labelling_id}`);
  await ada.page.getByText("History of this label").click();
  await ada.page
    .getByRole("list", { name: "Labels so far" })
    .getByText(/settled by\s+ada/)
    .waitFor();
  ada.expectNoFaults();
  bob.expectNoFaults();
});
