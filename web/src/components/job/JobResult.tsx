import { Link } from "react-router";
import { campaignOf } from "../../api/campaigns.ts";
import { downloadUrl } from "../../api/client.ts";
import type { Job } from "../../api/jobs.ts";
import { formatCount } from "../../hooks/format.ts";
import { Icon } from "../Icon.tsx";
import { EmptyState } from "../Notice.tsx";
import { valueText } from "./ConfigTable.tsx";
import { LineSummaries } from "./LineSummaries.tsx";
import { PreparedBrowser } from "./PreparedBrowser.tsx";
import { ReportPanel } from "./ReportPanel.tsx";
import { SimulationPanel } from "./SimulationPanel.tsx";

/** What a job made. */
export function JobResult({ job }: { job: Job }) {
  if (job.phase !== "COMPLETED") {
    return (
      <section className="panel">
        <EmptyState title={job.phase === "PENDING" ? "Not run yet" : "No result"}>
          <p>{noResultSentence(job)}</p>
        </EmptyState>
      </section>
    );
  }
  return (
    <div className="content-inner">
      {job.type === "ACTIVE_ML" && (
        <p className="notice">
          <span>This is iteration {job.iteration ?? 0} of an experiment.</span>
          <Link className="button small" to={`/experiments/${job.id}`}>
            Open the experiment
          </Link>
        </p>
      )}
      {job.type === "DATA_PREPROCESSING" && <GoOn job={job} />}
      {job.type === "LINE_MEASUREMENTS" && <LineSummaries job={job} />}
      <CampaignNote job={job} />
      <Metrics metrics={job.metrics} />
      {job.type === "DATA_PREPROCESSING" && <ReportPanel jobId={job.id} directory={job.directory} />}
      {job.type === "SIMULATION" && <SimulationPanel job={job} />}
      <PreparedBrowser jobId={job.id} />
    </div>
  );
}

/** What can be done with a matrix of spectra. */
function GoOn({ job }: { job: Job }) {
  const matrix = encodeURIComponent(`${job.directory}/result.h5`);
  return (
    <div className="button-row">
      <Link className="button primary" to={`/jobs/new?type=ACTIVE_ML&matrix=${matrix}`}>
        Start an experiment
      </Link>
      <Link className="button" to={`/campaigns/new?matrix=${matrix}`}>
        Start a campaign on it
      </Link>
      <Link className="button" to={`/jobs/new?type=LINE_MEASUREMENTS&matrix=${matrix}`}>
        Measure lines
      </Link>
      <a className="button" href={downloadUrl(job.directory, "result.h5")} download>
        <Icon name="download" /> Download
      </a>
    </div>
  );
}

/** The way from a job of a campaign to the campaign. */
function CampaignNote({ job }: { job: Job }) {
  const campaign = campaignOf(job);
  if (campaign === undefined) return null;
  return (
    <p className="notice">
      <span>This job belongs to a campaign.</span>
      <Link className="button small" to={`/campaigns/${campaign}`}>
        Open the campaign
      </Link>
    </p>
  );
}

function noResultSentence(job: Job): string {
  switch (job.phase) {
    case "PENDING":
      return "The result appears here when the job has run.";
    case "PROCESSING":
      return "The result appears here as soon as the job has completed.";
    default:
      return "A job that did not complete leaves no result; its log says how far it came.";
  }
}

function Metrics({ metrics }: { metrics: Record<string, unknown> | undefined }) {
  const entries = Object.entries(metrics ?? {}).filter(([, value]) => typeof value !== "object");
  if (entries.length === 0) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Measured</h2>
      </div>
      <dl className="stats panel-body">
        {entries.map(([key, value]) => (
          <div className="stat" key={key}>
            <dt>{key.replaceAll("_", " ")}</dt>
            <dd>{typeof value === "number" ? numberText(value) : valueText(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function numberText(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100 ? formatCount(value) : value.toPrecision(3);
}
