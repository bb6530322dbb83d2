import { Link } from "react-router";
import { iterationFacts, type PrecisionEstimate } from "../../api/estimates.ts";
import { can, isQueued, type Job } from "../../api/jobs.ts";
import { formatCount, formatDuration, formatPercent } from "../../hooks/format.ts";
import { PhaseBadge } from "../PhaseBadge.tsx";
import { ProgressBar } from "../ProgressBar.tsx";
import { type Estimates, iterationNames } from "./estimate.ts";

interface Props {
  iterations: readonly Job[];
  estimates: Estimates;
  /** The iteration whose results are shown below. */
  chosen: string;
  onChoose: (job: Job) => void;
}

/** The iterations of an experiment, one row each. */
export function IterationTable({ iterations, estimates, chosen, onChoose }: Props) {
  const names = iterationNames(iterations);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Iterations</h2>
      </div>
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th>Iteration</th>
              <th>Phase</th>
              <th className="number">Learned from</th>
              <th className="number">Loss</th>
              <th className="number">Precision</th>
              <th className="number">Candidates</th>
              <th className="number">Duration</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {iterations.map((job) => (
              <Row
                key={job.id}
                job={job}
                name={names.get(job.id) ?? ""}
                estimate={estimates.get(job.id)}
                isChosen={job.id === chosen}
                onChoose={() => onChoose(job)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  job: Job;
  name: string;
  estimate: PrecisionEstimate | undefined;
  isChosen: boolean;
  onChoose: () => void;
}

function Row({ job, name, estimate, isChosen, onChoose }: RowProps) {
  const facts = iterationFacts(job);
  return (
    <tr aria-selected={isChosen} className={isChosen ? "chosen" : undefined}>
      <td>
        <button
          type="button"
          className="link"
          disabled={job.phase !== "COMPLETED"}
          aria-pressed={isChosen}
          onClick={onChoose}
        >
          {name}
        </button>
      </td>
      <td className="wrap">
        {job.phase === "PROCESSING" && !isQueued(job) ? (
          <ProgressBar progress={job.progress} />
        ) : (
          <PhaseBadge phase={job.phase} queued={isQueued(job)} />
        )}
        {job.error !== undefined && <p className="small save-refused">{job.error.message}</p>}
      </td>
      <td className="number">{orDash(facts.trainingSize, formatCount)}</td>
      <td className="number">{orDash(facts.loss, (loss) => loss.toPrecision(3))}</td>
      <td className="number">
        {orDash(estimate?.precision, formatPercent)}
        {estimate?.precision !== undefined && (
          <span className="small muted"> ≥ {formatPercent(estimate.lowerBound)}</span>
        )}
      </td>
      <td className="number">{orDash(facts.candidates, formatCount)}</td>
      <td className="number">{orDash(job.duration, formatDuration)}</td>
      <td className="number">
        <span className="button-row job-actions">
          {can.label(job) && (
            <Link className="button small" to={`/jobs/${job.id}/label`}>
              Label
            </Link>
          )}
          <Link className="button quiet small" to={`/jobs/${job.id}`}>
            Job
          </Link>
        </span>
      </td>
    </tr>
  );
}

function orDash(value: number | undefined, format: (value: number) => string) {
  return value === undefined ? <span className="muted">–</span> : format(value);
}
