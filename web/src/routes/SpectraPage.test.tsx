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
    expect(screen.getByText("250 spectra")).toBeVisible();
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
    expect(await screen.findByText("No such spectrum")).toBeVisible();
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

  it("pages through what it found, and the page is in the address", async () => {
    const { user } = await openApp("/spectra?q=B6002");
    await results();
    await user.click(screen.getByRole("button", { name: "Next" }));
    expect(
      await screen.findByRole("link", { name: "spec-56201-B6002_sp11-020.fits /dr2/B6002" }),
    ).toBeVisible();
    expect(window.location.search).toBe("?q=B6002&offset=20");
  });

  it("is restricted by facts, says them, and opens the file of that directory", async () => {
    const { user } = await openApp("/spectra?q=B6001_sp01");
    await results();
    await user.click(screen.getByText("Position and facts"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Class" }), "quasar");
    await user.type(screen.getByRole("textbox", { name: "S/N at least" }), " 5 ");
    await user.click(screen.getByRole("button", { name: "Search" }));
    expect(await screen.findByText("5 spectra")).toBeVisible();
    expect(window.location.search).toBe("?q=B6001_sp01&class=QSO&snr_min=5");
    expect(
      screen.getAllByText(/^QSO · S\/N 10.0 · mag 14.20 · z −0.00010 · 05 34 31.94 \+22 00 52.2/)[0],
    ).toBeVisible();
    const [first] = await results();
    expect(first).toHaveAttribute(
      "href",
      expect.stringMatching(/\?dir=%2Fdr2%2FB6001&q=B6001_sp01&class=QSO&snr_min=5&n=0$/),
    );
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(await screen.findByText("25 spectra")).toBeVisible();
  });

  it("says what the server cannot understand", async () => {
    const api = new FakeApi();
    api.refuseOnce("/api/spectra", 422, "ra: `north` is no right ascension.");
    await openApp("/spectra?ra=north&dec=1", api);
    expect(await screen.findByRole("alert")).toHaveTextContent("ra: `north` is no right ascension.");
  });

  it("tells how far the index is, and which files cannot be read and why", async () => {
    const api = new FakeApi();
    api.archive.set("/bad", ["page.fits"]);
    api.unreadable.set("page.fits", "not a FITS file: a web page");
    const { user } = await openApp("/spectra", api);
    expect(await screen.findByText(/^[\d ]+ spectra in \d+ directories$/)).toBeVisible();
    await user.click(screen.getByText("1 file cannot be read as spectra"));
    await user.click(screen.getByRole("link", { name: "Show these files" }));
    expect(await screen.findByRole("link", { name: "page.fits /bad" })).toBeVisible();
    expect(screen.getByText("cannot be read: not a FITS file: a web page")).toBeVisible();
  });
});
