import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const NAME = "spec-56201-B6001_sp01-005.fits";
const PAGE = `/spectra/${NAME}`;

describe("measuring", () => {
  it("shows windows around lines with what the server measures, and why there is nothing", async () => {
    const { user } = await openApp(PAGE);
    await screen.findByRole("img", { name: /3909 points/ });
    expect(screen.queryByRole("complementary", { name: "Lines" })).toBeNull();
    await user.keyboard("w");
    const alpha = within(await screen.findByRole("region", { name: "Hα" }));
    expect(alpha.getByText("−12.41 ± 0.27 Å")).toBeVisible();
    expect(alpha.getByText("212 ± 12 km/s")).toBeVisible();
    expect(alpha.getByText("0.930 ± 0.040")).toBeVisible();
    const helium = within(screen.getByRole("region", { name: "He I 6678" }));
    expect(helium.getByText(/more than a fifth/)).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: /and/ }), "Hγ");
    expect(await screen.findByRole("region", { name: "Hγ" })).toBeVisible();
    await user.keyboard("{Escape}");
  });

  it("asks at the redshift that the person set, and with the window", async () => {
    const api = new FakeApi();
    const asked = vi.spyOn(api, "handle");
    const { user } = await openApp(PAGE, api);
    await screen.findByRole("img", { name: /3909 points/ });
    await user.keyboard("{ArrowUp}w");
    await screen.findByRole("region", { name: "Hα" });
    await user.selectOptions(screen.getByRole("combobox", { name: /window/ }), "±2000 km/s");
    const last = () =>
      asked.mock.calls
        .map(([request]) => request.url)
        .filter((url) => url.includes("/lines"))
        .at(-1);
    await waitFor(() => expect(last()).toContain("half_width=2000"));
    expect(last()).toContain("z=-0.0001&");
  });
});

describe("the axis", () => {
  it("goes from observed to rest to velocity and back", async () => {
    const { user } = await openApp(PAGE);
    await screen.findByRole("img", { name: /3909 points/ });
    const button = () => screen.getByRole("button", { name: /^V / });
    expect(button()).toHaveTextContent("as observed");
    await user.keyboard("v");
    expect(button()).toHaveTextContent("at rest");
    await user.keyboard("hv");
    expect(button()).toHaveTextContent("Hα");
    await user.keyboard("v");
    expect(button()).toHaveTextContent("as observed");
  });
});

describe("what else is known", () => {
  it("leads to the same place elsewhere, by plain links", async () => {
    await openApp(PAGE);
    for (const name of ["SIMBAD", "Gaia DR3", "Aladin Lite"]) {
      const link = await screen.findByRole("link", { name });
      expect(link).toHaveAttribute("rel", expect.stringContaining("noreferrer"));
      expect(link.getAttribute("href")).toMatch(/^https:.*83\.635000/);
    }
    expect(screen.getByRole("button", { name: /copy the position in degrees/ })).toBeVisible();
  });

  it("lists all header cards, and finds among them", async () => {
    const { user } = await openApp(PAGE);
    await user.click(await screen.findByText("All header cards"));
    expect(await screen.findByText("OBSID")).toBeVisible();
    await user.type(screen.getByRole("searchbox", { name: "Find in the header" }), "unique");
    expect(screen.getByText("112014")).toBeVisible();
    expect(screen.queryByText("HISTORY")).toBeNull();
    expect(screen.queryByRole("heading", { name: "FLUX" })).toBeNull();
  });

  it("tells in which jobs it was shown and what was said of it", async () => {
    const api = new FakeApi({ empty: true });
    const job = api.addJob({ label: "Be stars", type: "ACTIVE_ML", phase: "COMPLETED" });
    api.addLabelling({
      labelling_id: "one",
      job_id: job.job_id,
      spectrum_filename: NAME,
      spectrum_set: "ORACLE",
      sequence_iteration: 2,
      user_label: "double peak",
    });
    const { user } = await openApp(PAGE, api);
    await user.click(await screen.findByText("Jobs and labels"));
    expect(await screen.findByRole("link", { name: "Be stars" })).toBeVisible();
    expect(screen.getByText("double peak")).toBeVisible();
    const link = screen.getByRole("link", { name: "oracle of iteration 2" });
    expect(link).toHaveAttribute("href", `/jobs/${job.job_id}/label?set=all&at=one`);
  });

  it("goes on in the search that led there, by link and by key", async () => {
    const { user } = await openApp("/spectra?q=B6001_sp03-05");
    const links = await screen.findAllByRole("link", { name: /^spec-.* \/dr2/ });
    await user.click(links[1]);
    expect(await screen.findByText("2 of 10")).toBeVisible();
    await user.click(await screen.findByRole("link", { name: /Next/ }));
    expect(await screen.findByText("3 of 10")).toBeVisible();
    await user.keyboard("{ArrowLeft}");
    expect(await screen.findByText("2 of 10")).toBeVisible();
    await user.keyboard("{ArrowLeft}");
    expect(await screen.findByText("1 of 10")).toBeVisible();
    expect(screen.queryByRole("link", { name: /Previous/ })).toBeNull();
    await user.click(screen.getByRole("link", { name: "the search" }));
    expect(await screen.findByText("10 spectra")).toBeVisible();
  });
});

describe("a second spectrum", () => {
  it("lies over the first by name, and says when there is none", async () => {
    const { user } = await openApp(PAGE);
    const field = await screen.findByRole("combobox", { name: "Second spectrum" });
    await user.type(field, "spec-56201-B6001_sp01-007.fits{Enter}");
    expect(await screen.findByText("scaled to the median in view")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "without it" }));
    expect(screen.queryByText("scaled to the median in view")).toBeNull();
    await user.type(field, "nothing.fits{Enter}");
    expect(await screen.findByText(/has no spectrum nothing.fits/)).toBeVisible();
  });
});
