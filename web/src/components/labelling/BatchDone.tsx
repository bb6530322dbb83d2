import type { PrecisionEstimate } from "../../api/estimates.ts";
import type { Labelling } from "../../api/labellings.ts";
import { formatPercent } from "../../hooks/format.ts";
import { ClassChip } from "./ClassChip.tsx";
import { countByLabel, isInBatch } from "./session.ts";

interface Props {
  items: readonly Labelling[];
  classes: readonly string[];
  /** How good the model is, by the labels of this batch. */
  estimate: PrecisionEstimate | undefined;
  /** Labels that the server does not have yet. */
  waiting: number;
  starting: boolean;
  error: string | undefined;
  onNext: () => void;
}

/** The end of a batch: what was learned, the estimate with its bound, and the way on. */
export function BatchDone({ items, classes, estimate, waiting, starting, error, onNext }: Props) {
  const batch = items.filter(isInBatch);
  return (
    <section className="batch-done" aria-label="The batch is labelled">
      <p>
        <strong>All {batch.length} labelled.</strong>{" "}
        {countByLabel(batch).map(([label, count]) => (
          <span key={label} className="batch-count">
            {count} <ClassChip name={label} classes={classes} />
          </span>
        ))}
      </p>
      {estimate?.precision !== undefined && (
        <p>
          Precision of the candidates: <strong>{formatPercent(estimate.precision)}</strong> (
          {estimate.correct} of {estimate.labelled}), at least {formatPercent(estimate.lowerBound)} with 95 %
          confidence.
        </p>
      )}
      {error !== undefined && (
        <p role="alert" className="save-refused">
          {error}
        </p>
      )}
      <button type="button" className="button primary" disabled={waiting > 0 || starting} onClick={onNext}>
        {waiting > 0 ? `Waiting for ${waiting} labels to be saved` : "Next iteration"}
      </button>
    </section>
  );
}
