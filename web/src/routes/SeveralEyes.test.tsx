import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { FakeEventSource, openApp } from "../test/renderApp.tsx";

const CLASSES = ["other", "single peak", "double peak"];
const ADA = { user_id: "1", role: "member", is_active: true, created_at: "2026-01-01T00:00:00Z" } as const;
// It would run, were it put into the page as it is.
const BOB = `<img src=x onerror="document.title='hit'">`;

/** An iteration of four spectra, and ada who is signed in. */
function experiment(): { api: FakeApi; jobId: string } {
  const api = new FakeApi({ empty: true });
  api.session = { mode: "local", needs_setup: false, user: { ...ADA, name: "ada" } };
  const job = api.addJob({
    label: "Be stars",
    type: "ACTIVE_ML",
    phase: "COMPLETED",
    iteration: 1,
    config: { classes: CLASSES, candidate_classes: CLASSES.slice(1) },
  });
  for (let i = 0; i < 4; i += 1) {
    api.addLabelling({
      labelling_id: `spectrum-${i}`,
      job_id: job.job_id,
      spectrum_filename: `spec-56201-B6001_sp01-00${i}.fits`,
      spectrum_set: "ORACLE",
      sequence_iteration: 1,
      model_prediction: "single peak",
    });
  }
  return { api, jobId: job.job_id };
}

const plot = (i: number) => screen.findByRole("img", { name: new RegExp(`sp01-00${i}.fits, preprocessed`) });

let api: FakeApi;
let jobId: string;
beforeEach(() => {
  ({ api, jobId } = experiment());
});

describe("labelling beside others", () => {
  it("begins with what nobody else is asked, and steps over what somebody is", async () => {
    api.taken.set("spectrum-0", "bob").set("spectrum-2", "bob");
    const { user } = await openApp(`/jobs/${jobId}/label`, api);
    await plot(1);
    await user.keyboard("2");
    await plot(3);
    await waitFor(() => expect(api.labellings.get("spectrum-1")?.user_label).toBe("single peak"));
    const [wish] = api.seats.values();
    await waitFor(() => expect([...api.seats.values()][0].labelling_id).toBe("spectrum-3"));
    expect(wish.among).toContain("spectrum-0");
  });

  it("shows who else is here and where, as text", async () => {
    await openApp(`/jobs/${jobId}/label`, api);
    await plot(0);
    const source = FakeEventSource.open.find(({ url }) => url.endsWith("/seats/events"));
    act(() =>
      source?.emit("present", {
        people: [
          { name: "ada", seat_id: "x", since: "2026-01-01T00:00:00Z" },
          { name: BOB, seat_id: "y", labelling_id: "spectrum-2", since: "2026-01-01T00:00:00Z" },
        ],
      }),
    );
    const here = await screen.findByRole("list", { name: "Also here" });
    expect(within(here).getAllByRole("listitem")).toHaveLength(1);
    expect(here).toHaveTextContent(`${BOB} at 3`);
    expect(document.title).not.toBe("hit");
    act(() => source?.emit("present", { people: [] }));
    expect(screen.queryByRole("list", { name: "Also here" })).toBeNull();
  });

  it("stands up when the page is left", async () => {
    const { view } = await openApp(`/jobs/${jobId}/label`, api);
    await plot(0);
    await waitFor(() => expect(api.seats.size).toBe(1));
    view.unmount();
    await waitFor(() => expect(api.seats.size).toBe(0));
  });

  it("works through the list as ever where no seat is to be had", async () => {
    api.session = { mode: "local", needs_setup: false, user: { ...ADA, name: "ada", role: "viewer" } };
    await openApp(`/jobs/${jobId}/label`, api);
    await plot(0);
    expect(api.seats.size).toBe(0);
  });

  it("hides what the model says of a spectrum that two are asked about", async () => {
    const given = api.labellings.get("spectrum-0");
    Object.assign(given ?? {}, { is_hidden: true, model_prediction: undefined });
    await openApp(`/jobs/${jobId}/label`, api);
    await plot(0);
    expect(await screen.findByText(/Two people are asked/)).toBeVisible();
    expect(screen.queryByText(/^model/)).toBeNull();
  });

  it("says whose label it is, and which one counts", async () => {
    Object.assign(api.labellings.get("spectrum-0") ?? {}, { user_label: "other", user_label_author: "bob" });
    const differing = {
      user_label: "other",
      user_label_author: "bob",
      own_label: "double peak",
      differs: true,
    };
    Object.assign(api.labellings.get("spectrum-1") ?? {}, differing);
    const { user } = await openApp(`/jobs/${jobId}/label?at=spectrum-0`, api);
    await plot(0);
    expect(await screen.findByText("labelled by bob")).toBeVisible();
    await user.keyboard("{ArrowRight}");
    await plot(1);
    expect(await screen.findByText(/counts:/)).toHaveTextContent("counts: other by bob");
    expect(screen.getByRole("button", { name: /double peak/ })).toHaveAttribute("aria-pressed", "true");
  });

  it("takes back its own label, not the one of another", async () => {
    Object.assign(api.labellings.get("spectrum-0") ?? {}, { user_label: "other", user_label_author: "bob" });
    const { user } = await openApp(`/jobs/${jobId}/label?at=spectrum-0`, api);
    await plot(0);
    await user.keyboard("3");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.user_label).toBe("double peak"));
    await user.keyboard("u");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.user_label).toBeUndefined());
  });
});

describe("disagreements", () => {
  const opinion = (author: string, user_label: string, i: number) => ({
    labelling_id: `spectrum-${i}`,
    author,
    user_label,
    said_at: "2026-01-01T00:00:00Z",
    changed_at: "2026-01-01T00:00:00Z",
  });

  beforeEach(() => {
    for (const i of [0, 1]) {
      Object.assign(api.labellings.get(`spectrum-${i}`) ?? {}, { user_label: "other", differs: true });
      api.opinions.set(`spectrum-${i}`, [opinion("ada", "other", i), opinion(BOB, "double peak", i)]);
    }
  });

  it("are settled by digits, one after the other, and opened again", async () => {
    const { user } = await openApp(`/experiments/${jobId}/disagreements`, api);
    await plot(0);
    const said = await screen.findByRole("region", { name: "Opinions" });
    expect(said).toHaveTextContent(/otherada.*double peak<img/);
    await user.keyboard("3");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.adjudicated_by).toBe("ada"));
    expect(api.labellings.get("spectrum-0")?.user_label).toBe("double peak");
    await plot(1);
    await screen.findByText("1 of 1");
    await user.keyboard("u");
    await waitFor(() => expect(api.labellings.get("spectrum-0")?.adjudicated_by).toBeUndefined());
    await plot(0);
    await screen.findByText("1 of 2");
    await user.keyboard("3");
    await plot(1);
    await screen.findByText("1 of 1");
    await user.keyboard("1");
    expect(await screen.findByText("Nobody differs about anything")).toBeVisible();
    expect(document.title).not.toBe("hit");
  });

  it("are only looked at by labellers", async () => {
    api.session = { mode: "local", needs_setup: false, user: { ...ADA, name: "ada", role: "labeller" } };
    const { user } = await openApp(`/experiments/${jobId}/disagreements`, api);
    await plot(0);
    await user.keyboard("3");
    expect(await screen.findByText(/A member or an administrator settles/)).toBeVisible();
    expect(api.labellings.get("spectrum-0")?.adjudicated_by).toBeUndefined();
  });

  it("say what the server refuses", async () => {
    api.refuseOnce("/api/labellings/spectrum-0/adjudication", 409, "One answer is missing.");
    const { user } = await openApp(`/experiments/${jobId}/disagreements`, api);
    await plot(0);
    await user.keyboard("3");
    expect(await screen.findByText("One answer is missing.")).toBeVisible();
  });
});

describe("agreement", () => {
  it("stands with the experiment, with each pair and what each said", async () => {
    api.agreement = {
      both: 12,
      waiting: 3,
      alpha: { from: 0.41, value: 0.62, to: 0.8 },
      fleiss_kappa: 0.61,
      pairs: [{ first: "ada", second: "bob", both: 12, same: 10, kappa: 0.63 }],
      people: [
        {
          name: "ada",
          labelled: 40,
          confusion: [
            { counts: "other", said: "other", spectra: 9 },
            { counts: "other", said: "double peak", spectra: 2 },
          ],
          reliability: [],
        },
        { name: "bob", labelled: 20, confusion: [], reliability: [] },
      ],
      combined: [],
      disagreements: 2,
    };
    await openApp(`/experiments/${jobId}`, api);
    const panel = await screen.findByRole("region", { name: "Agreement" });
    expect(panel).toHaveTextContent(
      "12 spectra with two blind answers. Krippendorff’s α 0.62 (0.41 to 0.80, 95 %)",
    );
    expect(panel).toHaveTextContent("3 wait for the second answer.");
    expect(within(panel).getByRole("row", { name: /ada and bob/ })).toHaveTextContent("12100.63");
    expect(within(panel).getByRole("link", { name: "Disagreements (2)" })).toHaveAttribute(
      "href",
      `/experiments/${jobId}/disagreements`,
    );
    expect(within(panel).getByText("What ada said of 40 spectra")).toBeVisible();
  });

  it("is not there for one person", async () => {
    api.agreement = {
      ...api.agreement,
      people: [{ name: "ada", labelled: 4, confusion: [], reliability: [] }],
    };
    await openApp(`/experiments/${jobId}`, api);
    await screen.findByRole("heading", { name: "Be stars" });
    expect(screen.queryByRole("region", { name: "Agreement" })).toBeNull();
  });
});
