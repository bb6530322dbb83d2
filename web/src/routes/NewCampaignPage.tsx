import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { createCampaign, type NewCampaign } from "../api/campaigns.ts";
import { useSession } from "../components/account/useSession.ts";
import { ClassEditor } from "../components/campaign/ClassEditor.tsx";
import { ModelEditor } from "../components/campaign/ModelEditor.tsx";
import { PoolEditor } from "../components/campaign/PoolEditor.tsx";
import { type Draft, EMPTY, missing, planOf } from "../components/campaign/plan.ts";
import { RegionEditor } from "../components/campaign/RegionEditor.tsx";
import { resolveWritten } from "../components/campaign/resolveWritten.ts";
import { readWritten } from "../components/campaign/written.ts";
import { ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { UploadButton } from "../components/UploadButton.tsx";
import { useCreation } from "../hooks/useCreation.ts";
import "../styles/campaign.css";
import "../styles/form.css";

/** A new campaign on one page: spectra, region, classes, start. */
export function NewCampaignPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, matrix: params.get("matrix") ?? "" });
  // Drawn once, so that a second click asks for the same campaign.
  const [seed] = useState(() => Math.floor(Math.random() * 2 ** 32));
  const [nowhere, setNowhere] = useState<readonly string[]>([]);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const creation = useCreation(
    async (given: NewCampaign & { examples: string }, key) => {
      const { examples, ...campaign } = given;
      // Positions are looked up where the campaign starts: the plan names spectra.
      const found = await resolveWritten(readWritten(examples));
      setNowhere(found.nowhere);
      const { plan } = campaign;
      const named = found.filenames.length === 0 ? plan : { ...plan, examples: found.filenames };
      return createCampaign({ ...campaign, plan: named }, key);
    },
    (made) => {
      void client.invalidateQueries({ queryKey: ["campaigns"] });
      navigate(`/campaigns/${made.id}`);
    },
  );
  const lack = missing(draft);
  const hasAccounts = useSession()?.hasAccounts === true;
  return (
    <Page crumbs={[{ name: "Campaigns", to: "/campaigns" }, { name: "New campaign" }]}>
      <h1>New campaign</h1>
      <form
        className="panel panel-body campaign-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (lack === undefined) {
            const { examples, label } = draft;
            creation.start({ label: label.trim(), plan: planOf(draft, seed), examples });
          }
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
          <RegionEditor
            directory={draft.directory}
            region={draft.region}
            onChange={(region) => change({ region })}
          />
        )}
        <ClassEditor classes={draft.classes} onChange={(classes) => change({ classes })} />
        <details>
          <summary>Known examples, search domain, model</summary>
          <label className="field">
            <span>Spectra that are known to be wanted: file names, or positions (RA Dec), one a line</span>
            <textarea
              className="input"
              rows={4}
              value={draft.examples}
              onChange={({ target }) => change({ examples: target.value })}
            />
          </label>
          <div className="button-row">
            <UploadButton
              label="Known examples"
              onFiles={([file]) =>
                file
                  ?.text()
                  .then((text) =>
                    setDraft((old) => ({ ...old, examples: `${old.examples}\n${text}`.trim() })),
                  )
              }
            >
              Upload a list
            </UploadButton>
            <span className="small muted" role="status">
              {nowhere.length > 0 && `Nothing lies at ${nowhere.slice(0, 5).join("; ")}.`}
            </span>
          </div>
          <label className="field">
            <span>Least signal-to-noise ratio: what is claimed later is claimed of these spectra alone</span>
            <input
              className="input"
              inputMode="decimal"
              value={draft.minSnr}
              onChange={({ target }) => change({ minSnr: target.value })}
            />
          </label>
          <label className="field">
            <span>Least share of the region that a spectrum covers, in %</span>
            <input
              className="input"
              inputMode="decimal"
              value={draft.minCoverage}
              onChange={({ target }) => change({ minCoverage: target.value })}
            />
          </label>
          <ModelEditor draft={draft} onChange={change} />
        </details>
        {hasAccounts && <SeveralPeople draft={draft} onChange={change} />}
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

interface SeveralPeopleProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

/** What a campaign wants where several people label it. */
function SeveralPeople({ draft, onChange }: SeveralPeopleProps) {
  return (
    <details>
      <summary>Several people</summary>
      <label className="field">
        <span>Share that two people are asked about, each without seeing what the other says, in %</span>
        <input
          className="input"
          inputMode="decimal"
          placeholder="10"
          value={draft.doubleBlind}
          onChange={({ target }) => onChange({ doubleBlind: target.value })}
        />
      </label>
      <label>
        <input
          type="checkbox"
          checked={draft.isCombined}
          onChange={({ target }) => onChange({ isCombined: target.checked })}
        />{" "}
        Where people differ, take the label that is most probable by how each answers elsewhere (Dawid &
        Skene)
      </label>
    </details>
  );
}
