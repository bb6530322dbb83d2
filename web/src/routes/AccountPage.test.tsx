import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

afterEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: as the server sets it.
  document.cookie = "ml_job_csrf=; max-age=0";
});

/** An instance with accounts, where nobody is signed in. */
function closed(): FakeApi {
  const api = new FakeApi();
  api.session = { mode: "local", needs_setup: false };
  return api;
}

it("asks nobody to sign in where there are no accounts", async () => {
  await openApp("/jobs");
  expect(await screen.findByRole("heading", { name: "Jobs" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "People" })).toBeNull();
});

it("has the sign-in form in the place of every page, and afterwards the page", async () => {
  const { user } = await openApp("/files", closed());
  await user.type(await screen.findByLabelText("Name"), "ada");
  await user.type(screen.getByLabelText("Password"), "four horses at noon");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("link", { name: "ada" })).toBeVisible();
  expect(window.location.pathname).toBe("/files");
  expect(await screen.findByRole("button", { name: "Directory" })).toBeVisible();
});

it("says why the server lets nobody in", async () => {
  const api = closed();
  const { user } = await openApp("/files", api);
  await user.type(await screen.findByLabelText("Name"), "ada");
  api.refuseOnce("/api/auth/session", 429, "This was tried too often from here: try again in 60 s.");
  await user.type(screen.getByLabelText("Password"), "a long enough word{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("try again in 60 s");
});

it("shows with every change that the page is the server's own", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: as the server sets it.
  document.cookie = "ml_job_csrf=mljc_1";
  const api = new FakeApi();
  const shown: [string, string | null][] = [];
  const handle = api.handle.bind(api);
  api.handle = (request) => {
    shown.push([request.method, request.headers.get("x-csrf-token")]);
    return handle(request);
  };
  const { user } = await openApp("/files", api);
  await user.click(await screen.findByRole("button", { name: "Directory" }));
  await user.type(screen.getByRole("textbox", { name: "Name of the new directory" }), "mine{Enter}");
  await waitFor(() => expect(api.files.has("/mine")).toBe(true));
  expect(shown).toContainEqual(["POST", "mljc_1"]);
  expect(shown.filter(([method]) => method === "GET").every(([, token]) => token === null)).toBe(true);
});

it("asks to sign in when the session is over", async () => {
  const api = new FakeApi();
  api.session = closed().session;
  const user = { user_id: "u", name: "ada", role: "viewer", is_active: true } as const;
  api.session = { ...api.session, user: { ...user, created_at: "2026-01-01T00:00:00Z" } };
  await openApp("/jobs", api);
  expect(await screen.findByRole("link", { name: "ada" })).toBeVisible();
  api.session = { mode: "local", needs_setup: false };
  api.refuseOnce("/api/jobs", 401, "Sign in first.");
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
});

/** An instance with accounts, where ada is signed in. */
function signedIn(): FakeApi {
  const api = closed();
  const user = { user_id: "u", name: "ada", role: "member", is_active: true } as const;
  api.session = { ...api.session, user: { ...user, created_at: "2026-01-01T00:00:00Z" } };
  return api;
}

it("lists where one is signed in, and ends a session elsewhere", async () => {
  const api = signedIn();
  const session = { created_at: "2026-11-26T08:00:00Z", seen_at: "2026-11-26T09:00:00Z" };
  api.sessions = [
    { ...session, session_id: "1", browser: "Firefox on Linux", address: "192.0.2.7", is_current: true },
    { ...session, session_id: "2", browser: "Safari on iOS", address: "192.0.2.8", is_current: false },
  ];
  const { user } = await openApp("/account", api);
  expect(await screen.findByRole("cell", { name: "Firefox on Linux" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "End the session of Firefox on Linux" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "End the session of Safari on iOS" }));
  await user.click(screen.getByRole("button", { name: "End it" }));
  await waitFor(() => expect(screen.queryByRole("cell", { name: "Safari on iOS" })).toBeNull());
  expect(api.sessions.map((one) => one.session_id)).toEqual(["1"]);
});

it("sets a webhook, shows its secret once, and tells why a test did not arrive", async () => {
  const api = signedIn();
  const { user } = await openApp("/account", api);
  const panel = within(await screen.findByRole("region", { name: "Notifications" }));
  expect(await panel.findByText("No messages yet.")).toBeVisible();
  expect(panel.getByRole("group", { name: "By e-mail, when" })).toBeDisabled();
  await user.type(panel.getByLabelText("Webhook"), "https://hooks.example.org/x");
  const hook = within(panel.getByRole("group", { name: "To the webhook, when" }));
  await user.click(hook.getByRole("checkbox", { name: /people disagree/ }));
  await user.click(panel.getByRole("button", { name: "Save" }));
  expect(await panel.findByText("whsec_1")).toBeVisible();
  expect(api.notifications.webhook?.kinds).toEqual(["job_ended", "labels_waiting"]);
  await user.click(panel.getByRole("button", { name: "I have it" }));
  expect(panel.queryByText("whsec_1")).toBeNull();
  await user.click(panel.getByRole("button", { name: "Send a test to the webhook" }));
  expect(await panel.findByRole("cell", { name: "the answer was 500 Internal Server Error" })).toBeVisible();
});

it("tells that a webhook was switched off", async () => {
  const api = signedIn();
  api.notifications = {
    mail: [],
    webhook: {
      url: "https://hooks.example.org/x",
      kinds: [],
      off_at: "2026-11-26T09:00:00Z",
      off_because: "the answer was 410 Gone",
    },
  };
  await openApp("/account", api);
  expect(await screen.findByText(/The webhook was switched off .* 410 Gone/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Send a test to the webhook" })).toBeNull();
});

it("asks for the password with another address", async () => {
  const api = signedIn();
  api.email = { is_mail_sent: true };
  const { user } = await openApp("/account", api);
  const form = within(await screen.findByRole("form", { name: "New address" }));
  await user.type(form.getByLabelText("Address"), "ada@example.org");
  await user.type(form.getByLabelText("Your password"), "four horses at noon");
  await user.click(form.getByRole("button", { name: "Send a link there" }));
  expect(await form.findByText(/A link is on its way/)).toBeVisible();
});

it("offers a link for a forgotten password where the instance sends mail", async () => {
  const api = closed();
  api.session = { ...api.session, sends_mail: true };
  const { user } = await openApp("/files", api);
  await user.click(await screen.findByRole("button", { name: "Forgotten password?" }));
  await user.type(screen.getByLabelText("Name or address"), "ada");
  await user.click(screen.getByRole("button", { name: "Send a link" }));
  expect(await screen.findByText(/If there is such an account/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Back to the sign-in" }));
  expect(screen.getByRole("button", { name: "Sign in" })).toBeVisible();
});
