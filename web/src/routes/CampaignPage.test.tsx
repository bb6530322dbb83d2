import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const PLAN = {
  alpha: 0.05,
  classes: ["other", "double peak"],
  wanted: ["double peak"],
  first_round: 100,
  round: 100,
  pool: { matrix: "/JOBS/prep/result.h5" },
};

function withCampaign() {
  const api = new FakeApi({ empty: true });
  const campaign = api.addCampaign({ label: "Double peaks", plan: PLAN });
  return { api, campaign, path: `/campaigns/${campaign.campaign_id}` };
}

/** What a browser sends for a double click, once the first has been answered. */
async function doubleClick(name: string, isAnswered: () => boolean) {
  fireEvent.click(await screen.findByRole("button", { name }), { detail: 1 });
  await waitFor(() => expect(isAnswered()).toBe(true));
  const again = await screen.findByRole("button", { name });
  await waitFor(() => expect(again).toBeEnabled());
  fireEvent.click(again, { detail: 2 });
}

describe("a new campaign", () => {
  it("says what is missing, and is made once from what was filled in", async () => {
    const { user, api } = await openApp(
      "/campaigns/new?matrix=%2FJOBS%2Fprep%2Fresult.h5",
      new FakeApi({ empty: true }),
    );
    expect(await screen.findByText("The campaign needs a name.")).toBeVisible();
    await user.type(screen.getByLabelText("What is searched for"), "Double peaks");
    await user.dblClick(screen.getByRole("button", { name: "Start" }));
    expect(await screen.findByText("Label the 3 spectra that wait.")).toBeVisible();
    expect([...api.campaigns.values()].map(({ plan }) => plan.pool)).toEqual([PLAN.pool]);
  });
});

describe("a campaign", () => {
  it("goes on by one round, however fast the second click of a double click comes", async () => {
    const { api, path } = withCampaign();
    await openApp(path, api);
    await doubleClick("Next round", () => api.started.includes("rounds/1"));
    expect(api.started).toEqual(["rounds/0", "rounds/1"]);
  });

  it("freezes one audit by a double click, and says no bound before there are answers", async () => {
    const { api, campaign, path } = withCampaign();
    campaign.assessment.listed = 12;
    const { user } = await openApp(path, api);
    expect(await screen.findByText(/Not audited yet/)).toBeVisible();
    await doubleClick("Freeze and audit the precision", () => api.started.includes("audits/1"));
    expect(api.started).toEqual(["rounds/0", "audits/1"]);
    expect(screen.queryByText(/95\s%/)).toBeNull();
    campaign.assessment.audits = [
      {
        number: 1,
        kind: "PRECISION",
        alpha: 0.0304,
        draws: 12,
        classes: ["double peak"],
        answered: 0,
        unsure: 0,
        listed: 12,
        list_sha256: "ab".repeat(32),
        bound: 0,
      },
    ];
    await user.click(screen.getByRole("link", { name: "Campaigns", current: "page" }));
    await user.click(await screen.findByRole("link", { name: "Double peaks" }));
    expect(await screen.findByText(/waits for your answers/)).toBeVisible();
    expect(screen.queryByText(/≥/)).toBeNull();
  });
});

describe("labelling for a campaign", () => {
  it("says why a spectrum is asked for, and shows no opinion of what is drawn by chance", async () => {
    const { api, campaign } = withCampaign();
    const [{ job_id }] = campaign.jobs;
    const shared = {
      job_id,
      spectrum_set: "ORACLE",
      sequence_iteration: 0,
      model_prediction: "double peak",
    } as const;
    api.addLabelling({
      ...shared,
      spectrum_filename: "spec-56201-B6001_sp01-003.fits",
      draw: { kind: "RANDOM", probability: 0.1, same_star: ["again.fits"] },
    });
    api.addLabelling({
      ...shared,
      spectrum_filename: "spec-56201-B6001_sp01-005.fits",
      draw: { kind: "UNCERTAIN" },
    });
    const { user } = await openApp(`/jobs/${job_id}/label`, api);
    expect(await screen.findByText("drawn by chance")).toBeVisible();
    expect(screen.getByText("1 more spectrum of this star")).toBeVisible();
    await screen.findByRole("img", { name: /preprocessed/ });
    expect(document.querySelector(".opinion")).toBeNull();
    await user.keyboard("0");
    await waitFor(() => expect([...api.labellings.values()][0].user_label).toBe("UNSURE"));
    expect(await screen.findByText("asked for: the model cannot tell what it is")).toBeVisible();
    await waitFor(() => expect(document.querySelector(".opinion")).not.toBeNull());
  });
});
