import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Job } from "../../api/jobs.ts";
import { formatDuration, formatUtc } from "../../hooks/format.ts";
import { PhaseBadge } from "../PhaseBadge.tsx";
import { jobQuery, jobsQuery } from "./queries.ts";

/** A job's life in its moments, and the jobs before and after it. */
export function JobHistory({ job }: { job: Job }) {
  const children = useQuery(jobsQuery({ offset: 0, limit: 50, parentId: job.id }));
  const parent = useQuery({ ...jobQuery(job.parentId ?? ""), enabled: job.parentId !== undefined });
  const moments: [string, Date | undefined][] = [
    ["created", job.createdAt],
    ["queued", job.queuedAt],
    ["started", job.startedAt],
    [job.phase === "ERROR" ? "failed" : job.phase === "ABORTED" ? "aborted" : "completed", job.endedAt],
  ];
  const known = moments.filter((moment): moment is [string, Date] => moment[1] !== undefined);
  const relatives = [...(parent.data === undefined ? [] : [parent.data]), ...(children.data?.jobs ?? [])];
  return (
    <section className="panel panel-body stack">
      <ol className="timeline">
        {known.map(([name, date], i) => (
          <li key={name}>
            <strong>{name}</strong>
            <time className="small muted" dateTime={date.toISOString()}>
              {formatUtc(date)}
            </time>
            {i > 0 && (
              <span className="small muted">
                after {formatDuration((date.getTime() - known[i - 1][1].getTime()) / 1000)}
              </span>
            )}
          </li>
        ))}
      </ol>
      <dl className="facts">
        {job.attempt !== undefined && (
          <>
            <dt>attempt</dt>
            <dd>{job.attempt}</dd>
          </>
        )}
        {job.worker !== undefined && (
          <>
            <dt>worker</dt>
            <dd>{job.worker}</dd>
          </>
        )}
      </dl>
      {relatives.length > 0 && (
        <ul className="list-plain" aria-label="Related jobs">
          {relatives.map((other) => (
            <li key={other.id} className="subtitle">
              <span className="muted">{other.id === job.parentId ? "continues" : "continued by"}</span>
              <Link to={`/jobs/${other.id}`}>{other.label}</Link>
              <PhaseBadge phase={other.phase} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
