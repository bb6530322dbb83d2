import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server as HttpServer, type IncomingHttpHeaders } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { MailServer } from "./mailServer.ts";
import { PASSWORD } from "./people.ts";
import { Server, until } from "./server.ts";

const OTHER_PASSWORD = "five cows at noon";

let server: Server;
let browser: Browser;
let mail: MailServer;
let receiver: HttpServer;
const received: { headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  mail = await MailServer.start();
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const options = (url: string) => [
    ...["--auth", "local", "--public-url", url, "--smtp-url", mail.url, "--smtp-from", "spectra@example.org"],
    ...["--webhook-allowed-networks", "127.0.0.0/8"],
  ];
  [server, browser] = await Promise.all([Server.start(options, 5), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  receiver?.close();
  mail?.stop();
});

it("somebody shows an address, is told by webhook, and forgets the password", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  await page.goto(server.firstLink());
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("link", { name: "ada" }).click();

  // An address, by the link that is sent there.
  const address = page.getByRole("form", { name: "New address" });
  await address.getByLabel("Address").fill("ada@example.org");
  await address.getByLabel("Your password").fill(PASSWORD);
  await address.getByRole("button", { name: "Send a link there" }).click();
  await until(async () => mail.linkTo("ada@example.org") !== undefined, "the link arrives");
  const confirm = await WatchedPage.open(browser, server.url);
  await confirm.page.goto(mail.linkTo("ada@example.org") ?? "");
  await confirm.page.getByRole("button", { name: "Yes, write to me there" }).click();
  await confirm.page.getByText("ada@example.org is the address of ada from now on.").waitFor();
  confirm.expectNoFaults();
  await confirm.page.close();

  // A webhook, and a message that is signed with the secret that was shown.
  await page.reload();
  await page.getByText("You are written to at ada@example.org.").waitFor();
  const panel = page.getByRole("region", { name: "Notifications" });
  const port = (receiver.address() as { port: number }).port;
  await panel.getByLabel("Webhook").fill(`http://127.0.0.1:${port}/hook`);
  await panel.getByRole("button", { name: "Save" }).click();
  const shown = page.getByRole("region", { name: "The secret of your webhook" });
  const secret = (await shown.locator("code").textContent()) ?? "";
  await page.getByRole("button", { name: "I have it" }).click();
  await panel.getByRole("button", { name: "Send a test to the webhook" }).click();
  await panel.getByRole("row", { name: /a test webhook .* delivered/ }).waitFor();
  const [{ headers, body }] = received as [(typeof received)[number]];
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = createHmac("sha256", key).update(
    `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`,
  );
  expect(headers["webhook-signature"]).toBe(`v1,${signed.digest("base64")}`);
  expect(JSON.parse(body).type).toBe("test");

  // Another password, by a link to that address.
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Forgotten password?" }).click();
  await page.getByLabel("Name or address").fill("ada");
  await page.getByRole("button", { name: "Send a link" }).click();
  await page.getByText("If there is such an account").waitFor();
  await until(
    async () => mail.linkTo("ada@example.org")?.includes("/welcome#") ?? false,
    "the link for a password arrives",
  );
  await page.goto(mail.linkTo("ada@example.org") ?? "");
  await page.getByLabel("Password").fill(OTHER_PASSWORD);
  await page.getByRole("button", { name: "Keep it and sign in" }).click();
  await page.getByRole("link", { name: "ada" }).waitFor();
  await until(
    async () => mail.mails.some(({ text }) => text.includes("The password of your account was changed")),
    "the change is told",
  );
  watched.expectNoFaults();
  await page.close();
});
