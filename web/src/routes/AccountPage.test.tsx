import { screen, waitFor } from "@testing-library/react";
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
