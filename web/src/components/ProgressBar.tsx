import type { Progress } from "../api/jobs.ts";
import { formatCount } from "../hooks/format.ts";

/** How far something is, as a bar and in words. */
export function ProgressBar({ progress }: { progress: Progress | undefined }) {
  const part = partDone(progress);
  return (
    <span className="progress-cell">
      <span
        className={part === undefined ? "progress unknown" : "progress"}
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={part === undefined ? undefined : Math.round(part * 100)}
      >
        <span style={part === undefined ? undefined : { width: `${part * 100}%` }} />
      </span>
      <span className="small muted">{progressWords(progress)}</span>
    </span>
  );
}

/** The part that is done, 0 to 1; undefined while the whole is not known. */
export function partDone(progress: Progress | undefined): number | undefined {
  if (progress?.total === undefined || progress.total <= 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

/** `1 200 of 3 000 spectra`. */
export function progressWords(progress: Progress | undefined): string {
  if (progress === undefined) return "starting";
  const done = formatCount(progress.done);
  const total = progress.total === undefined ? "" : ` of ${formatCount(progress.total)}`;
  return `${done}${total}${progress.unit === undefined ? "" : ` ${progress.unit}`}`;
}
