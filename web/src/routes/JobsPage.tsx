import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { isQueued, type Job, type JobFilter, PHASES, type Phase } from "../api/jobs.ts";
import { Age } from "../components/Age.tsx";
import { JobActions } from "../components/job/JobActions.tsx";
import { jobsQuery, jobTypesQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { Pager } from "../components/Pager.tsx";
import { PhaseBadge } from "../components/PhaseBadge.tsx";
import { ProgressBar } from "../components/ProgressBar.tsx";
import { useChosenSpace } from "../components/spaces/useChosenSpace.ts";
import { formatDuration } from "../hooks/format.ts";
import { useNow } from "../hooks/useNow.ts";
import { useTypedText } from "../hooks/useTypedText.ts";

const PAGE = 25;

/** Reads the list's filter from the address. */
export function filterFrom(query: URLSearchParams): JobFilter {
  const page = Math.max(1, Math.floor(Number(query.get("page") ?? 1)) || 1);
  const phase = query.get("phase");
  return {
    offset: (page - 1) * PAGE,
    limit: PAGE,
    phase: PHASES.includes(phase as Phase) ? (phase as Phase) : undefined,
    type: query.get("type") ?? undefined,
    query: query.get("q") ?? undefined,
  };
}

/** All jobs, newest first, live. */
export function JobsPage() {
  const [params, setParams] = useSearchParams();
  const filter = { ...filterFrom(params), spaceId: useChosenSpace() };
  const query = useQuery(jobsQuery(filter));
  const set = (name: string, value: string) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value === "") next.delete(name);
        else next.set(name, value);
        if (name !== "page") next.delete("page");
        return next;
      },
      { replace: name === "q" },
    );
  const isFiltered = filter.phase !== undefined || filter.type !== undefined || filter.query !== undefined;
  return (
    <Page crumbs={[{ name: "Jobs" }]}>
      <div className="title-row">
        <h1>Jobs</h1>
        <Link className="button primary" to="/jobs/new">
          New job
        </Link>
      </div>
      <JobFilters filter={filter} onChange={set} />
      <Loaded query={query}>
        {({ jobs, total }) =>
          jobs.length === 0 && total === 0 ? (
            <section className="panel">
              {isFiltered ? <NoMatch onClear={() => setParams({})} /> : <NoJobs />}
            </section>
          ) : (
            <section className="panel">
              <JobTable jobs={jobs} />
              <Pager
                offset={filter.offset}
                limit={PAGE}
                total={total}
                words={["Newer", "Older"]}
                onOffset={(offset) => set("page", offset === 0 ? "" : String(offset / PAGE + 1))}
              />
            </section>
          )
        }
      </Loaded>
    </Page>
  );
}

function JobFilters({
  filter,
  onChange,
}: {
  filter: JobFilter;
  onChange: (name: string, value: string) => void;
}) {
  const types = useQuery(jobTypesQuery());
  return (
    <div className="filters">
      <LabelFilter query={filter.query ?? ""} onQuery={(text) => onChange("q", text)} />
      <select
        className="select"
        aria-label="Phase"
        value={filter.phase ?? ""}
        onChange={(event) => onChange("phase", event.target.value)}
      >
        <option value="">any phase</option>
        {PHASES.map((phase) => (
          <option key={phase} value={phase}>
            {phase.toLowerCase()}
          </option>
        ))}
      </select>
      <select
        className="select"
        aria-label="Type"
        value={filter.type ?? ""}
        onChange={(event) => onChange("type", event.target.value)}
      >
        <option value="">any type</option>
        {types.data?.map(({ type, title }) => (
          <option key={type} value={type}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

function LabelFilter({ query, onQuery }: { query: string; onQuery: (text: string) => void }) {
  const { text, type } = useTypedText(query, onQuery);
  return (
    <input
      className="input"
      type="search"
      aria-label="Label contains"
      placeholder="label contains…"
      value={text}
      onChange={(event) => type(event.target.value)}
    />
  );
}

function NoJobs() {
  return (
    <EmptyState title="No jobs yet">
      <p>
        A preprocessing job turns the spectra of an archive into one matrix; everything else starts from
        there.
      </p>
      <Link className="button primary" to="/jobs/new?type=DATA_PREPROCESSING">
        Preprocess an archive
      </Link>
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState title="No job matches these filters">
      <button type="button" className="button" onClick={onClear}>
        Show all jobs
      </button>
    </EmptyState>
  );
}

function JobTable({ jobs }: { jobs: readonly Job[] }) {
  return (
    <div className="table-wrap">
      <table className="table jobs-table">
        <thead>
          <tr>
            <th>Job</th>
            <th>Type</th>
            <th>Phase</th>
            <th>Progress</th>
            <th className="number">Duration</th>
            <th>Created</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td className="cell-main">
                <Link to={`/jobs/${job.id}`} title={job.description || job.label}>
                  {job.label}
                </Link>
              </td>
              <td className="muted small">{typeWords(job.type)}</td>
              <td>
                <PhaseBadge phase={job.phase} queued={isQueued(job)} />
              </td>
              <td className="job-outcome">
                <Outcome job={job} />
              </td>
              <td className="number">
                <Duration job={job} />
              </td>
              <td>
                <Age date={job.createdAt} />
              </td>
              <td className="number">
                <JobActions job={job} compact />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `DATA_PREPROCESSING` as a person reads it. */
export function typeWords(type: string): string {
  return type
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/\bml\b/, "ML");
}

function Outcome({ job }: { job: Job }) {
  if (job.phase === "PROCESSING" && !isQueued(job)) return <ProgressBar progress={job.progress} />;
  if (job.error !== undefined) {
    return (
      <span className="small one-line" title={job.error.message}>
        {job.error.message}
      </span>
    );
  }
  return null;
}

function Duration({ job }: { job: Job }) {
  const now = useNow(1000);
  if (job.duration !== undefined) return formatDuration(job.duration);
  if (job.phase !== "PROCESSING" || job.startedAt === undefined) return <span className="muted">–</span>;
  return formatDuration(Math.max(0, Math.floor((now.getTime() - job.startedAt.getTime()) / 1000)));
}
