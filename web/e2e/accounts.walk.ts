import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { choosePassword, PASSWORD, statusOf } from "./people.ts";
import { Server } from "./server.ts";

// It would run, were it put into the page as it is.
const HOSTILE = `<img src=x onerror="document.title='hit'">`;

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(["--auth", "local"]), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("the first administrator comes by the printed link, signs out and in, and makes a token that works", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  // Without the link there is no way in.
  await page.goto("/jobs");
  await page.getByRole("heading", { name: "No account yet" }).waitFor();
  const link = server.firstLink();
  await choosePassword(page, link, "ada");
  await page.getByRole("link", { name: "ada" }).click();
  await page.getByRole("heading", { name: "ada" }).waitFor();

  await page.getByRole("form", { name: "New token" }).getByLabel("Name").fill("walk");
  await page.getByRole("button", { name: "Make a token" }).click();
  const secret =
    (await page.getByRole("region", { name: "The new token" }).locator("code").textContent()) ?? "";
  expect(secret).toMatch(/^mljp_/);
  const asked = (method: string, token: string) =>
    fetch(`${server.url}/api/jobs/`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: method === "POST" ? JSON.stringify({ type: "ANOMALY", label: "x" }) : undefined,
    }).then((response) => response.status);
  expect([await asked("GET", secret), await asked("POST", secret), await asked("GET", "mljp_x")]).toEqual([
    200, 403, 401,
  ]);
  await page.getByRole("button", { name: "I have it" }).click();
  expect(await page.getByText(secret).count()).toBe(0);

  // A session in another browser is seen, and ended from here.
  const elsewhere = await WatchedPage.open(browser, server.url);
  await elsewhere.page.goto("/jobs");
  await elsewhere.page.getByLabel("Name").fill("ada");
  await elsewhere.page.getByLabel("Password").fill(PASSWORD);
  await elsewhere.page.getByRole("button", { name: "Sign in" }).click();
  await elsewhere.page.getByRole("navigation", { name: "Main" }).waitFor();
  await page.reload();
  const sessions = page.getByRole("region", { name: "Sessions" });
  await sessions.getByRole("cell", { name: "this one" }).waitFor();
  await sessions.getByRole("button", { name: /^End the session of Chrom/ }).click();
  await sessions.getByRole("button", { name: "End it" }).click();
  await sessions.getByRole("button", { name: /^End the session of/ }).waitFor({ state: "detached" });
  await elsewhere.page.goto("/files");
  await elsewhere.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await elsewhere.page.close();

  // The session of this browser is no script's.
  expect(await page.evaluate(() => document.cookie)).not.toContain("ml_job_session");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await statusOf(page, "GET", "/api/jobs/")).toBe(401);
  // The address stays, and one is there after signing in.
  await page.goto("/files");
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password").fill("wrong horses at noon");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "The name or the password is wrong." }).waitFor();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: /files/i }).first().waitFor();
  expect(new URL(page.url()).pathname).toBe("/files");

  // The link has been used up.
  const other = await WatchedPage.open(browser, server.url);
  await other.page.goto(link);
  await other.page.getByLabel("Password").fill(PASSWORD);
  await other.page.getByRole("button", { name: "Keep it and sign in" }).click();
  await other.page.getByRole("alert").filter({ hasText: "does not work" }).waitFor();
  await other.page.close();
  watched.expectNoFaults();
  await page.close();
});

it("Authorize of the API's documentation takes a token", async () => {
  const token = await server
    .api<{ access_token: string }>("POST", "/auth/token", {
      name: "ada",
      password: PASSWORD,
      scopes: ["read"],
    })
    .then((issued) => issued.access_token);
  const { page } = await WatchedPage.open(browser, server.url);
  await page.goto("/docs/");
  const listJobs = page.locator("#operations-jobs-list_jobs");
  await listJobs.locator(".opblock-summary").click();
  await listJobs.getByRole("button", { name: "Try it out" }).click();
  const status = listJobs.locator(".live-responses-table .response .response-col_status");
  const execute = listJobs.getByRole("button", { name: "Execute" });
  await execute.click();
  await status.filter({ hasText: "401" }).waitFor();
  await page.locator(".scheme-container .authorize").click();
  const bearer = page
    .locator(".auth-container")
    .filter({ hasText: "token" })
    .filter({ hasText: "bearer" })
    .first();
  await bearer.locator("input").fill(token);
  await bearer
    .getByRole("button", { name: "Apply credentials" })
    .or(bearer.locator("button.authorize"))
    .first()
    .click();
  await page.locator(".auth-wrapper .btn-done, .modal-ux .btn-done").first().click();
  await execute.click();
  await status.filter({ hasText: "200" }).waitFor();
  await page.close();
});

it("a viewer with a hostile name looks and changes nothing, and the log tells of it", async () => {
  const admin = await WatchedPage.open(browser, server.url);
  await admin.page.goto("/people");
  await admin.page.getByLabel("Name").fill("ada");
  await admin.page.getByLabel("Password").fill(PASSWORD);
  await admin.page.getByRole("button", { name: "Sign in" }).click();
  const form = admin.page.getByRole("form", { name: "New account" });
  await form.getByLabel("Name").fill(HOSTILE);
  await form.getByLabel("Role").selectOption("viewer");
  await form.getByRole("button", { name: "Make an account" }).click();
  const shown = admin.page.getByRole("region", { name: /A link for/ });
  const link = (await shown.locator("code").textContent()) ?? "";
  // It is a text on the page, and nothing else.
  await admin.page.getByRole("cell", { name: HOSTILE, exact: true }).waitFor();
  expect(await admin.page.title()).not.toBe("hit");

  const viewer = await WatchedPage.open(browser, server.url);
  await choosePassword(viewer.page, link);
  const job = { type: "ANOMALY", label: "x" };
  expect(await statusOf(viewer.page, "GET", "/api/jobs/")).toBe(200);
  expect(await statusOf(viewer.page, "POST", "/api/jobs/", job)).toBe(403);
  expect(await statusOf(viewer.page, "POST", "/api/files/directories/mine?parent_dir_path=/")).toBe(403);
  expect(await statusOf(viewer.page, "GET", "/api/users/")).toBe(403);
  // On the page the server's sentence says why.
  await viewer.page.goto("/files");
  await viewer.page.getByRole("button", { name: "Directory" }).click();
  await viewer.page.getByRole("textbox", { name: "Name of the new directory" }).fill("mine");
  await viewer.page.keyboard.press("Enter");
  await viewer.page
    .getByRole("alert")
    .filter({ hasText: "Your role is viewer; this needs member" })
    .waitFor();

  await admin.page.goto("/people/audit");
  await admin.page.getByRole("cell", { name: "create_directory" }).first().waitFor();
  expect(await admin.page.getByRole("cell", { name: HOSTILE }).count()).toBeGreaterThan(0);
  expect([await admin.page.title(), await viewer.page.title()]).not.toContain("hit");

  // Shut out, the viewer is at the door at the next step.
  await admin.page.goto("/people");
  await admin.page.getByRole("button", { name: `Shut out ${HOSTILE}` }).click();
  await admin.page.getByRole("button", { name: `Let in again ${HOSTILE}` }).waitFor();
  await viewer.page.goto("/jobs");
  await viewer.page.getByRole("heading", { name: "Sign in" }).waitFor();
  admin.expectNoFaults();
  viewer.expectNoFaults();
  await admin.page.close();
  await viewer.page.close();
});
