import { isQueued, type Job } from "../../api/jobs.ts";
import { formatCount, formatDuration } from "../../hooks/format.ts";
import { secondsLeft } from "../../hooks/rate.ts";
import { partDone, progressWords } from "../ProgressBar.tsx";

/** How far a running job is: bar, n of N, rate, time left. */
export function LiveProgress({ job, rate }: { job: Job; rate: number | undefined }) {
  if (isQueued(job)) return <p className="notice">Waiting for a free worker.</p>;
  const { progress } = job;
  const part = partDone(progress);
  const left = progress === undefined ? undefined : secondsLeft(progress, rate);
  return (
    <section className="live-progress" aria-label="Progress">
      <span
        className={part === undefined ? "progress unknown" : "progress"}
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={part === undefined ? undefined : Math.round(part * 100)}
      >
        <span style={part === undefined ? undefined : { width: `${part * 100}%` }} />
      </span>
      <p className="subtitle small">
        <span>{progressWords(progress)}</span>
        {rate !== undefined && rate > 0 && (
          <span>
            {rate < 10 ? rate.toFixed(1) : formatCount(rate)} {progress?.unit ?? ""} per second
          </span>
        )}
        {left !== undefined && <span>about {formatDuration(left < 1 ? 1 : Math.ceil(left))} left</span>}
        {progress?.message !== undefined && <span>{progress.message}</span>}
      </p>
    </section>
  );
}
