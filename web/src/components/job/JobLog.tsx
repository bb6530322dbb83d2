import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import type { Job } from "../../api/jobs.ts";
import { ApiError } from "../../api/problem.ts";
import { EmptyState, ErrorNotice } from "../Notice.tsx";
import { jobLogQuery } from "./queries.ts";

/** Distance from the end, in CSS pixels, within which the log keeps following. */
const NEAR_END = 40;

/** What the job wrote; it follows the end as long as the person does. */
export function JobLog({ job }: { job: Job }) {
  // Before a worker takes the job there is nothing to ask for.
  const hasBegun = job.startedAt !== undefined;
  const { data, error, refetch } = useQuery({ ...jobLogQuery(job.id), enabled: hasBegun });
  const pane = useRef<HTMLPreElement>(null);
  const following = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text is what moves the end.
  useLayoutEffect(() => {
    if (pane.current !== null && following.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [data]);
  const isAbsent = error instanceof ApiError && error.status === 404;
  if (error !== null && !isAbsent) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (isAbsent || !hasBegun || data?.trim() === "") {
    return (
      <section className="panel">
        <EmptyState title="Nothing written yet">
          <p>{noLogSentence(job)}</p>
        </EmptyState>
      </section>
    );
  }
  return (
    <pre
      ref={pane}
      className="panel log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-label="Log"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
    >
      {data}
    </pre>
  );
}

function noLogSentence({ phase }: Job): string {
  return phase === "PENDING" || phase === "PROCESSING"
    ? "The log begins when a worker takes the job."
    : "The job ended before a worker wrote anything.";
}
