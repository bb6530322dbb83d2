import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { choosePassword, statusOf } from "./people.ts";
import { Server } from "./server.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(["--auth", "local"], 30), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Makes an account on the page of an administrator; its link. */
async function makeAccount(page: Page, name: string): Promise<string> {
  await page.goto("/people");
  const form = page.getByRole("form", { name: "New account" });
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Role").selectOption("member");
  await form.getByRole("button", { name: "Make an account" }).click();
  const shown = page.getByRole("region", { name: `A link for ${name}` });
  return (await shown.locator("code").textContent()) ?? "";
}

it("what somebody makes is seen by those with whom it is shared, by name, by group and by link", async () => {
  const admin = await WatchedPage.open(browser, server.url);
  await choosePassword(admin.page, server.firstLink(), "root");
  const ada = await WatchedPage.open(browser, server.url);
  await choosePassword(ada.page, await makeAccount(admin.page, "ada"));
  const grace = await WatchedPage.open(browser, server.url);
  await choosePassword(grace.page, await makeAccount(admin.page, "grace"));

  // Ada makes a space, chooses it, and makes a job in it.
  await ada.page.goto("/spaces");
  await ada.page.getByRole("form", { name: "New space" }).getByLabel("Name").fill("Be stars");
  await ada.page.getByRole("button", { name: "Make a space" }).click();
  await ada.page.getByRole("heading", { name: "Be stars" }).waitFor();
  const place = new URL(ada.page.url()).pathname;
  await ada.page.getByRole("combobox", { name: "Space" }).selectOption("Be stars");
  await ada.page.goto("/jobs/new?type=DATA_PREPROCESSING");
  await ada.page.getByLabel("Label", { exact: true }).fill("prepared by ada");
  await ada.page.getByLabel("Data directory").fill(".");
  await ada.page.getByLabel("First wavelength [Å]").fill("6519");
  await ada.page.getByLabel("Last wavelength [Å]").fill("6732");
  await ada.page.getByLabel("Number of points").fill("140");
  await ada.page.getByText(/^More/).click();
  await ada.page.getByLabel("Search subdirectories").check();
  await ada.page.getByRole("button", { name: "Create and run" }).click();
  await ada.page.getByRole("heading", { name: "prepared by ada" }).waitFor();
  await ada.page.locator(".phase-COMPLETED").waitFor();
  await ada.page.getByText("in the space Be stars").waitFor();
  const job = await ada.page.evaluate(
    async () => (await (await fetch("/api/jobs/")).json()).jobs[0] as { job_id: string; dir_path: string },
  );
  const jobPage = `/jobs/${job.job_id}`;
  await ada.page.goto("/jobs");
  await ada.page.getByRole("link", { name: "prepared by ada" }).waitFor();

  // Grace knows nothing of it, by no way.
  await grace.page.goto("/jobs");
  await grace.page.getByRole("heading", { name: "No jobs yet" }).waitFor();
  expect(await statusOf(grace.page, "GET", `/api/jobs/${job.job_id}`)).toBe(404);
  expect(await statusOf(grace.page, "GET", `/api/files/?parent_dir_path=${job.dir_path}`)).toBe(404);
  expect(await statusOf(grace.page, "POST", `/api/jobs/${job.job_id}/process/RUN`)).toBe(404);

  // Shared by name, to look.
  await ada.page.goto(place);
  const share = ada.page.getByRole("form", { name: "Share" });
  await share.getByLabel("Name").fill("nobody");
  await share.getByRole("button", { name: "Share" }).click();
  await share.getByText("is the name of no person").waitFor();
  await share.getByLabel("Name").fill("grace");
  await share.getByLabel("Role").selectOption("viewer");
  await share.getByRole("button", { name: "Share" }).click();
  await ada.page.getByRole("combobox", { name: "Role of grace" }).waitFor();
  await grace.page.goto("/jobs");
  await grace.page.getByRole("link", { name: "prepared by ada" }).waitFor();
  await grace.page
    .getByRole("combobox", { name: "Space" })
    .getByText("Be stars")
    .waitFor({ state: "attached" });
  expect(await statusOf(grace.page, "DELETE", `/api/jobs/${job.job_id}`)).toBe(403);

  // No longer, and by group then.
  await ada.page.getByRole("button", { name: "Share no longer with grace" }).click();
  await ada.page.getByRole("button", { name: "End it" }).click();
  await ada.page.getByRole("combobox", { name: "Role of grace" }).waitFor({ state: "detached" });
  expect(await statusOf(grace.page, "GET", `/api/jobs/${job.job_id}`)).toBe(404);
  await admin.page.goto("/people/groups");
  await admin.page.getByLabel("Name of the group").fill("team");
  await admin.page.getByLabel("Its people").fill("grace");
  await admin.page.getByRole("button", { name: "Keep the group" }).click();
  await admin.page.getByRole("cell", { name: "team", exact: true }).waitFor();
  await share.getByLabel("With").selectOption("group");
  await share.getByLabel("Name").fill("team");
  await share.getByLabel("Role").selectOption("member");
  await share.getByRole("button", { name: "Share" }).click();
  await ada.page.getByRole("combobox", { name: "Role of team" }).waitFor();
  expect(await statusOf(grace.page, "GET", `/api/jobs/${job.job_id}`)).toBe(200);

  // By a link, for whoever has it, to look and no more.
  const form = ada.page.getByRole("form", { name: "New link" });
  await form.getByLabel("For whom").fill("the referee");
  await form.getByRole("button", { name: "Make a link" }).click();
  const link =
    (await ada.page.getByRole("region", { name: "The new link" }).locator("code").textContent()) ?? "";
  expect(link).toMatch(/\/shared#mljv_/);
  const referee = await WatchedPage.open(browser, server.url);
  await referee.page.goto(link);
  await referee.page.getByText("through a link").waitFor();
  expect(referee.page.url()).not.toContain("mljv_");
  await referee.page.goto("/jobs");
  await referee.page.getByRole("link", { name: "prepared by ada" }).click();
  await referee.page.getByRole("heading", { name: "prepared by ada" }).waitFor();
  expect(await statusOf(referee.page, "DELETE", `/api/jobs/${job.job_id}`)).toBe(403);
  expect(await statusOf(referee.page, "GET", "/api/users/")).toBe(403);
  await ada.page.getByRole("button", { name: "End the link the referee" }).click();
  await ada.page.getByRole("button", { name: "End it" }).click();
  await ada.page.getByText("No links.").waitFor();
  await referee.page.goto("/jobs");
  await referee.page.getByRole("heading", { name: "Sign in" }).waitFor();

  // Its owner moves the job into her own space: the others see it no more.
  await ada.page.goto(jobPage);
  const move = ada.page.getByRole("combobox", { name: /Move it/ });
  await move.selectOption("ada (own)");
  await ada.page.getByRole("button", { name: "Move", exact: true }).click();
  await ada.page.getByText("in the space ada (own)").waitFor();
  expect(await statusOf(grace.page, "GET", `/api/jobs/${job.job_id}`)).toBe(404);
  // An administrator sees all.
  expect(await statusOf(admin.page, "GET", `/api/jobs/${job.job_id}`)).toBe(200);
  // The lists still show the space that was chosen, which is remembered.
  await ada.page.goto("/jobs");
  await ada.page.getByRole("heading", { name: "No jobs yet" }).waitFor();
  await ada.page.getByRole("combobox", { name: "Space" }).selectOption("All spaces");
  await ada.page.getByRole("link", { name: "prepared by ada" }).waitFor();

  for (const watched of [admin, ada, grace, referee]) {
    watched.expectNoFaults();
    await watched.page.close();
  }
});
