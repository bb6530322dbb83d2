import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useParams } from "react-router";
import { isQueued, type Job, updateJob } from "../api/jobs.ts";
import { sentenceOf } from "../api/problem.ts";
import { moveJob } from "../api/spaces.ts";
import { Age } from "../components/Age.tsx";
import { CopyId } from "../components/CopyId.tsx";
import { FileBrowser } from "../components/files/FileBrowser.tsx";
import { JobActions } from "../components/job/JobActions.tsx";
import { JobConfig } from "../components/job/JobConfig.tsx";
import { JobHistory } from "../components/job/JobHistory.tsx";
import { JobLog } from "../components/job/JobLog.tsx";
import { JobResult } from "../components/job/JobResult.tsx";
import { LiveProgress } from "../components/job/LiveProgress.tsx";
import { jobLogQuery, jobQuery } from "../components/job/queries.ts";
import { useJobEvents } from "../components/job/useJobEvents.ts";
import { WaitingNotice } from "../components/job/WaitingNotice.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { PhaseBadge } from "../components/PhaseBadge.tsx";
import { MoveToSpace } from "../components/spaces/MoveToSpace.tsx";
import { formatDuration } from "../hooks/format.ts";
import { typeWords } from "./JobsPage.tsx";

const TABS = ["result", "log", "config", "files", "history"] as const;
type Tab = (typeof TABS)[number];

/** One job: what it is, how far it is, what it made. */
export function JobPage() {
  const { jobId = "", tab } = useParams();
  const query = useQuery(jobQuery(jobId));
  const rate = useJobEvents(query.data);
  return (
    <Page crumbs={[{ name: "Jobs", to: "/jobs" }, { name: query.data?.label ?? "…" }]}>
      <Loaded query={query}>{(job) => <JobView job={job} rate={rate} tab={tabFrom(tab, job)} />}</Loaded>
    </Page>
  );
}

// What a person looks for depends on where the job is: its log while it runs, its config before.
function tabFrom(text: string | undefined, job: Job): Tab {
  const asked = TABS.find((tab) => tab === text);
  if (asked !== undefined) return asked;
  if (job.phase === "PENDING") return "config";
  return job.phase === "COMPLETED" ? "result" : "log";
}

function JobView({ job, rate, tab }: { job: Job; rate: number | undefined; tab: Tab }) {
  // Why it could not be run, when it was created a moment ago.
  const problem = (useLocation().state as { problem?: string } | null)?.problem;
  return (
    <div className="content-inner">
      <div className="title-row">
        <div>
          <JobTitle job={job} />
          <p className="subtitle">
            <PhaseBadge phase={job.phase} queued={isQueued(job)} />
            <span>{typeWords(job.type)}</span>
            <span>
              created <Age date={job.createdAt} />
            </span>
            {job.duration !== undefined && <span>ran for {formatDuration(job.duration)}</span>}
            {job.type === "ACTIVE_ML" && <Link to={`/experiments/${job.id}`}>its experiment</Link>}
            <CopyId id={job.id} />
          </p>
          <MoveToSpace
            spaceId={job.spaceId}
            what="it and what belongs to it"
            move={(spaceId) => moveJob(job.id, spaceId)}
          />
        </div>
        <JobActions job={job} />
      </div>
      {isQueued(job) && <WaitingNotice jobId={job.id} />}
      {job.phase === "PROCESSING" && <LiveProgress job={job} rate={rate} />}
      {problem !== undefined && job.phase === "PENDING" && <ErrorNotice error={new Error(problem)} />}
      {job.error !== undefined && <JobFailure job={job} tab={tab} />}
      <nav className="tabs" aria-label="Job">
        {TABS.map((name) => (
          <Link
            key={name}
            className="tab"
            to={`/jobs/${job.id}/${name}`}
            replace
            aria-current={name === tab ? "page" : undefined}
          >
            {name[0].toUpperCase() + name.slice(1)}
          </Link>
        ))}
      </nav>
      <TabContent job={job} tab={tab} />
    </div>
  );
}

function TabContent({ job, tab }: { job: Job; tab: Tab }) {
  switch (tab) {
    case "result":
      return <JobResult job={job} />;
    case "log":
      return <JobLog job={job} />;
    case "config":
      return <JobConfig job={job} />;
    case "files":
      return <FileBrowser path={job.directory} root={job.directory} />;
    case "history":
      return <JobHistory job={job} />;
  }
}

// The sentence of a failure; the cause in full is in the log, one click away.
function JobFailure({ job, tab }: { job: Job; tab: Tab }) {
  const log = useQuery({ ...jobLogQuery(job.id), enabled: false });
  return (
    <div className="notice bad" role="alert">
      <p>{job.error?.message}</p>
      {tab !== "log" && (
        <Link className="button small" to={`/jobs/${job.id}/log`} onClick={() => void log.refetch()}>
          Full log
        </Link>
      )}
      <Link className="button small" to={`/jobs/new?from=${job.id}`}>
        Mend and run again
      </Link>
    </div>
  );
}

function JobTitle({ job }: { job: Job }) {
  const [editing, setEditing] = useState(false);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (change: { label: string; description?: string }) => updateJob(job.id, change),
    onSuccess: (changed) => {
      client.setQueryData(jobQuery(job.id).queryKey, changed);
      setEditing(false);
    },
  });
  if (!editing) {
    return (
      <>
        <h1>
          {job.label}{" "}
          <button type="button" className="button quiet small" onClick={() => setEditing(true)}>
            Edit
          </button>
        </h1>
        {job.description !== "" && <p className="muted">{job.description}</p>}
      </>
    );
  }
  const onSubmit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const description = String(data.get("description") ?? "").trim();
    save.mutate({
      label: String(data.get("label") ?? "").trim(),
      description: description === "" ? undefined : description,
    });
  };
  return (
    <form className="title-form" onSubmit={onSubmit}>
      <input
        className="input"
        name="label"
        aria-label="Label"
        required
        maxLength={50}
        defaultValue={job.label}
      />
      <input
        className="input"
        name="description"
        aria-label="Description"
        maxLength={255}
        defaultValue={job.description}
        placeholder="description"
      />
      <span className="button-row">
        <button type="submit" className="button primary small" disabled={save.isPending}>
          Save
        </button>
        <button type="button" className="button small" onClick={() => setEditing(false)}>
          Cancel
        </button>
      </span>
      {save.error !== null && (
        <p className="small save-refused" role="alert">
          {sentenceOf(save.error)}
        </p>
      )}
    </form>
  );
}
