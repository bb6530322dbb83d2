import type { Phase } from "../api/jobs.ts";

const WORDS: Record<Phase, string> = {
  PENDING: "pending",
  PROCESSING: "processing",
  COMPLETED: "completed",
  ERROR: "error",
  ABORTED: "aborted",
};

/** A phase by colour, word and shape. `queued` is processing that no worker has begun. */
export function PhaseBadge({ phase, queued = false }: { phase: Phase; queued?: boolean }) {
  return (
    <span className={`phase phase-${phase}`}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <Shape phase={phase} queued={queued} />
      </svg>
      {queued ? "queued" : WORDS[phase]}
    </span>
  );
}

function Shape({ phase, queued }: { phase: Phase; queued: boolean }) {
  switch (phase) {
    case "PENDING":
      return <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.75" />;
    case "PROCESSING":
      return queued ? (
        <circle
          cx="7"
          cy="7"
          r="4.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
          strokeDasharray="3 2.6"
        />
      ) : (
        <path
          className="arc"
          d="M7 2.5a4.5 4.5 0 1 1-4.2 2.9"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
        />
      );
    case "COMPLETED":
      return <circle cx="7" cy="7" r="5" fill="currentColor" />;
    case "ERROR":
      return <rect x="2.5" y="2.5" width="9" height="9" rx="1" fill="currentColor" />;
    case "ABORTED":
      return <rect x="2" y="5.5" width="10" height="3" rx="1" fill="currentColor" />;
  }
}
