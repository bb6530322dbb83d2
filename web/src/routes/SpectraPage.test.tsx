import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const field = () => screen.findByRole("searchbox", { name: "File name of a spectrum" });
const results = () => screen.findAllByRole("link", { name: /^spec-.* \/dr2\/B60\d\d$/ });

describe("searching the archive", () => {
  it("follows the writing, says how much there is, and is in the address", async () => {
    const { user } = await openApp("/spectra");
    await user.type(await field(), "B6001_sp03-05");
    expect(await screen.findByText("10 spectra")).toBeVisible();
    expect(await results()).toHaveLength(10);
    expect(window.location.search).toBe("?q=B6001_sp03-05");
    await user.type(await field(), "1");
    await waitFor(async () => expect(await results()).toHaveLength(1));
    await user.clear(await field());
    expect(await screen.findByRole("heading", { name: "Opened last" })).toBeVisible();
    expect(window.location.search).toBe("");
  });

  it("moves with the arrows and opens with Enter", async () => {
    const { user } = await openApp("/spectra?q=B6002");
    const links = await results();
    expect(screen.getByText(/^the first 20 of 250$/)).toBeVisible();
    await user.click(await field());
    await user.keyboard("{ArrowDown}");
    expect(links[0]).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(links[1]).toHaveFocus();
    await user.keyboard("{End}{ArrowDown}");
    expect(links[19]).toHaveFocus();
    await user.keyboard("{Home}{ArrowUp}");
    expect(await field()).toHaveFocus();
    await user.keyboard("{ArrowDown}{Escape}");
    expect(await field()).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(links[0]).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "spec-56201-B6002_sp11-000.fits" })).toBeVisible();
  });

  it("opens the only match, and a whole name at once", async () => {
    const first = await openApp("/spectra?q=B6001_sp01-014");
    await results();
    await first.user.type(await field(), "{Enter}");
    expect(await screen.findByRole("heading", { name: "spec-56201-B6001_sp01-014.fits" })).toBeVisible();
    first.view.unmount();
    const second = await openApp("/spectra");
    await second.user.type(await field(), "spec-56201-B6001_sp01-003.fits.gz{Enter}");
    expect(await screen.findByRole("heading", { name: "spec-56201-B6001_sp01-003.fits" })).toBeVisible();
  });

  it("says that nothing has such a name", async () => {
    await openApp("/spectra?q=quasar");
    expect(await screen.findByText("No spectrum of this name")).toBeVisible();
  });

  it("says that the archive is still being looked through, and sees what is found since", async () => {
    const api = new FakeApi();
    api.isArchiveComplete = false;
    await openApp("/spectra?q=quasar", api);
    expect(await screen.findByText("still looking through the archive…")).toBeVisible();
    expect(screen.getByText("Nothing found yet")).toBeVisible();
    api.archive.set("/late", ["quasar.fits"]);
    api.isArchiveComplete = true;
    expect(await screen.findByRole("link", { name: "quasar.fits /late" })).toBeVisible();
    expect(screen.getByText("1 spectrum")).toBeVisible();
  });

  it("says in its place that the server is not there, with a way to try again", async () => {
    const api = new FakeApi();
    api.refuseOnce("/api/spectra", 422, "The text is too long.");
    const { user } = await openApp("/spectra?q=014", api);
    expect(await screen.findByRole("alert")).toHaveTextContent("The text is too long.");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await results()).toHaveLength(12);
  });
});
