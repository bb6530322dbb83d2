import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { freePort, Server } from "./server.ts";

let server: Server;
let browser: Browser;
let provider: ChildProcess;

beforeAll(async () => {
  const port = await freePort();
  const options = (url: string) => [
    ...["--auth", "oidc", "--public-url", url, "--oidc-issuer", `http://127.0.0.1:${port}`],
    ...[
      "--oidc-client-id",
      "spectra",
      "--oidc-client-secret",
      "hush & hush",
      "--oidc-roles",
      "astronomers=member",
    ],
  ];
  [server, browser] = await Promise.all([Server.start(options, 5), launchBrowser()]);
  provider = spawn(process.execPath, [join(import.meta.dirname, "provider.mjs"), String(port), server.url], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (provider.stdout === null) throw new Error("The provider says nothing.");
  await once(provider.stdout, "data");
});
afterAll(async () => {
  provider?.kill();
  await browser?.close();
  await server?.stop();
});

it("somebody signs in with the provider, is where she wanted to be, and signs out at both", async () => {
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto("/files");
  await page.getByRole("link", { name: /^Sign in with 127\.0\.0\.1/ }).click();
  await page.getByPlaceholder("Enter any login").fill("ada");
  await page.getByPlaceholder("and password").fill("x");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("link", { name: "ada" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/files");
  // The session's cookie came by a way that begins at another origin, and works.
  await page.getByRole("button", { name: "Directory" }).click();
  await page.getByRole("textbox", { name: "Name of the new directory" }).fill("mine");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "mine", exact: true }).waitFor();

  await page.getByRole("link", { name: "ada" }).click();
  await page.getByText("member: ").waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  // The provider asks, and leads back.
  await page.getByRole("button", { name: /Yes, sign me out/ }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(new URL(page.url()).origin).toBe(server.url);
  await page.close();
});

it("whoever has no group that may come in is told so", async () => {
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto("/jobs");
  await page.getByRole("link", { name: /^Sign in with/ }).click();
  await page.getByPlaceholder("Enter any login").fill("eve");
  await page.getByPlaceholder("and password").fill("x");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("alert").filter({ hasText: "none of its groups has a role" }).waitFor();
  await page.getByRole("link", { name: "Back to the sign-in" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.close();
});
