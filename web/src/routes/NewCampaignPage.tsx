import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { createCampaign, type NewCampaign } from "../api/campaigns.ts";
import { ClassEditor } from "../components/campaign/ClassEditor.tsx";
import { PoolEditor } from "../components/campaign/PoolEditor.tsx";
import { type Draft, EMPTY, missing, planOf } from "../components/campaign/plan.ts";
import { RegionEditor } from "../components/campaign/RegionEditor.tsx";
import { ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { useCreation } from "../hooks/useCreation.ts";
import "../styles/campaign.css";

/** A new campaign on one page: spectra, region, classes, start. */
export function NewCampaignPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, matrix: params.get("matrix") ?? "" });
  // Drawn once, so that a second click asks for the same campaign.
  const [seed] = useState(() => Math.floor(Math.random() * 2 ** 32));
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const creation = useCreation(
    (given: NewCampaign, key) => createCampaign(given, key),
    (made) => {
      void client.invalidateQueries({ queryKey: ["campaigns"] });
      navigate(`/campaigns/${made.id}`);
    },
  );
  const lack = missing(draft);
  return (
    <Page crumbs={[{ name: "Campaigns", to: "/campaigns" }, { name: "New campaign" }]}>
      <h1>New campaign</h1>
      <form
        className="panel panel-body campaign-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (lack === undefined) creation.start({ label: draft.label.trim(), plan: planOf(draft, seed) });
        }}
      >
        <label className="field">
          <span>What is searched for</span>
          <input
            className="input"
            value={draft.label}
            maxLength={50}
            placeholder="Double-peaked Hα in DR10"
            onChange={({ target }) => change({ label: target.value })}
          />
        </label>
        <PoolEditor draft={draft} onChange={change} />
        {draft.matrix === "" && (
          <RegionEditor region={draft.region} onChange={(region) => change({ region })} />
        )}
        <ClassEditor classes={draft.classes} onChange={(classes) => change({ classes })} />
        <details>
          <summary>Known examples, search domain</summary>
          <label className="field">
            <span>File names of spectra that are known to be wanted, one a line</span>
            <textarea
              className="input"
              rows={4}
              value={draft.examples}
              onChange={({ target }) => change({ examples: target.value })}
            />
          </label>
          <label className="field">
            <span>Least signal-to-noise ratio: what is claimed later is claimed of these spectra alone</span>
            <input
              className="input"
              inputMode="decimal"
              value={draft.minSnr}
              onChange={({ target }) => change({ minSnr: target.value })}
            />
          </label>
        </details>
        {creation.error !== null && <ErrorNotice error={creation.error} />}
        <div className="button-row">
          <button
            type="submit"
            className="button primary"
            disabled={lack !== undefined || creation.isPending}
          >
            Start
          </button>
          <span className="muted" role="status">
            {lack}
          </span>
        </div>
      </form>
    </Page>
  );
}
