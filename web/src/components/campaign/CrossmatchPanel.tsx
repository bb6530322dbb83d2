import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { CampaignDetail } from "../../api/campaigns.ts";
import { downloadUrl, uploadFile } from "../../api/client.ts";
import { CROSSMATCH, type Crossmatch, type KnownSpectrum, MATCHES_TABLE } from "../../api/crossmatch.ts";
import { createJob, isActive, type Job, startJob } from "../../api/jobs.ts";
import { formatCount } from "../../hooks/format.ts";
import { useCreation } from "../../hooks/useCreation.ts";
import { FilePicker } from "../form/FilePicker.tsx";
import { PathInput } from "../form/PathInput.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { UploadButton } from "../UploadButton.tsx";
import { crossmatchesQuery, crossmatchQuery } from "./queries.ts";

/** Missed stars that are named at most; the table has all. */
const MOST_NAMED = 20;

interface Props {
  campaign: CampaignDetail;
  /** The newest round, which has completed. */
  round: Job;
}

/** The list held against a catalogue of known stars: what is known of it, and what it misses. */
export function CrossmatchPanel({ campaign, round }: Props) {
  const jobs = useQuery(crossmatchesQuery(campaign.id)).data ?? [];
  const last = jobs.at(0);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Known stars</h2>
        {last?.phase === "COMPLETED" && (
          <a className="button small quiet" href={downloadUrl(last.directory, MATCHES_TABLE)} download>
            CSV
          </a>
        )}
      </div>
      <div className="panel-body stack">
        <CrossmatchForm key={round.id} campaign={campaign} round={round} />
        {last !== undefined && <Outcome job={last} isOld={last.config?.pool_path !== matrixOf(round)} />}
      </div>
    </section>
  );
}

function matrixOf({ directory }: Job): string {
  return `${directory}/result.h5`;
}

function CrossmatchForm({ campaign, round }: Props) {
  const client = useQueryClient();
  const [path, setPath] = useState("");
  const [radius, setRadius] = useState("3");
  const [uploadError, setUploadError] = useState<Error | null>(null);
  const creation = useCreation(
    async (config: Record<string, unknown>, key) => {
      const label = `${campaign.label.slice(0, 36)}: known stars`;
      const made = await createJob({ type: CROSSMATCH, label, config, parentId: round.id }, key);
      return startJob(made.id);
    },
    () => client.invalidateQueries({ queryKey: ["crossmatches", campaign.id] }),
  );
  const upload = ([file]: File[]) => {
    if (file === undefined) return;
    setUploadError(null);
    uploadFile("/", file, () => {}).then(() => setPath(`/${file.name}`), setUploadError);
  };
  const isReady = path.trim() !== "" && Number(radius) > 0;
  return (
    <form
      className="crossmatch-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        creation.start({
          campaign_id: campaign.id,
          pool_path: matrixOf(round),
          list_path: `${round.directory}/list.json`,
          catalogue_path: path.trim(),
          match_radius: Number(radius),
        });
      }}
    >
      <div className="field">
        <label htmlFor="catalogue-path">Catalogue: CSV, VOTable or FITS, with positions or file names</label>
        <PathInput id="catalogue-path" value={path} onChange={setPath} Picker={FilePicker} />
      </div>
      <label className="field">
        <span>within [″]</span>
        <input
          className="input"
          inputMode="decimal"
          value={radius}
          onChange={({ target }) => setRadius(target.value)}
        />
      </label>
      <div className="button-row">
        <UploadButton label="Catalogue of known stars" onFiles={upload}>
          Upload
        </UploadButton>
        <button type="submit" className="button small" disabled={!isReady || creation.isPending}>
          Cross-match
        </button>
      </div>
      {(uploadError ?? creation.error) !== null && <ErrorNotice error={uploadError ?? creation.error} />}
    </form>
  );
}

function Outcome({ job, isOld }: { job: Job; isOld: boolean }) {
  const found = useQuery({ ...crossmatchQuery(job), enabled: job.phase === "COMPLETED" }).data;
  if (job.error !== undefined) return <p className="notice">{job.error.message}</p>;
  if (isActive(job) || job.phase === "PENDING")
    return <p className="muted">Being held against the catalogue…</p>;
  if (found === undefined) return null;
  return (
    <>
      <p role="status">{summaryOf(found)}</p>
      {isOld && <p className="small muted">This was the list of an earlier round.</p>}
      <Missed spectra={found.spectra.filter(({ standing }) => standing !== "listed")} />
    </>
  );
}

/** What a cross-match says, in a sentence or two. */
export function summaryOf(found: Crossmatch): string {
  const { knownStars, usableRows, listed, listedKnown, starsListed, starsMissed, starsLabelledOtherwise } =
    found;
  if (knownStars === 0)
    return `None of the ${formatCount(usableRows)} stars of the catalogue has a spectrum in the matrix.`;
  const otherwise =
    starsLabelledOtherwise === 0
      ? ""
      : ` (${formatCount(starsLabelledOtherwise)} of them have another label, or none that is clear)`;
  return (
    `${formatCount(listedKnown)} of the ${formatCount(listed)} listed spectra are of known stars. ` +
    `Of ${formatCount(knownStars)} known stars with a spectrum in the matrix, ${formatCount(starsListed)} are ` +
    `listed and ${formatCount(starsMissed)} are missed${otherwise}.`
  );
}

function Missed({ spectra }: { spectra: readonly KnownSpectrum[] }) {
  if (spectra.length === 0) return null;
  return (
    <details>
      <summary>Spectra of known stars that are not listed ({formatCount(spectra.length)})</summary>
      <ul>
        {spectra.slice(0, MOST_NAMED).map(({ filename, star, standing }) => (
          <li key={filename}>
            <Link to={`/spectra/${encodeURIComponent(filename)}`}>{filename}</Link>{" "}
            <span className="muted">
              {star}, {standing.replace("_", " ")}
            </span>
          </li>
        ))}
        {spectra.length > MOST_NAMED && <li className="muted">… all of them are in the table.</li>}
      </ul>
    </details>
  );
}
