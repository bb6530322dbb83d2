import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { classesOf } from "../api/estimates.ts";
import { current, type Experiment, iterationCount, latest } from "../api/experiments.ts";
import { can, isActive, isQueued } from "../api/jobs.ts";
import { Age } from "../components/Age.tsx";
import { estimatesOf, newestEstimate } from "../components/experiment/estimate.ts";
import { experimentsQuery } from "../components/experiment/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { PhaseBadge } from "../components/PhaseBadge.tsx";
import { useChosenSpace } from "../components/spaces/useChosenSpace.ts";
import { formatPercent } from "../hooks/format.ts";

/** The searches for rare spectra, newest first. */
export function ExperimentsPage() {
  const query = useQuery(experimentsQuery(useChosenSpace()));
  return (
    <Page crumbs={[{ name: "Experiments" }]}>
      <div className="title-row">
        <h1>Experiments</h1>
        <Link className="button primary" to="/jobs/new?type=ACTIVE_ML">
          New experiment
        </Link>
      </div>
      <Loaded query={query}>
        {(experiments) =>
          experiments.length === 0 ? <NoExperiments /> : <ExperimentTable experiments={experiments} />
        }
      </Loaded>
    </Page>
  );
}

function NoExperiments() {
  return (
    <section className="panel">
      <EmptyState title="No experiments yet">
        <p>
          An experiment finds rare spectra with few labels: preprocess an archive, start an active-learning
          job on the result, label what it asks for, and go on until the estimate is good.
        </p>
        <Link className="button primary" to="/jobs/new?type=DATA_PREPROCESSING">
          Preprocess an archive
        </Link>
      </EmptyState>
    </section>
  );
}

function ExperimentTable({ experiments }: { experiments: readonly Experiment[] }) {
  return (
    <div className="panel table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>Experiment</th>
            <th>Classes</th>
            <th className="number">Iterations</th>
            <th className="number">Precision</th>
            <th>Last iteration</th>
            <th>Begun</th>
            <th>
              <span className="visually-hidden">Next step</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {experiments.map((experiment) => (
            <ExperimentRow key={experiment.root.id} experiment={experiment} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ExperimentRow({ experiment }: { experiment: Experiment }) {
  const { iterations } = experiment;
  const last = latest(experiment);
  const job = current(experiment);
  const estimate = newestEstimate(iterations, estimatesOf(iterations));
  return (
    <tr>
      <td className="cell-main">
        <Link to={`/experiments/${experiment.root.id}`} title={experiment.root.label}>
          {experiment.root.label}
        </Link>
      </td>
      <td className="wrap">{classesOf(last).join(", ")}</td>
      <td className="number">{iterationCount(experiment)}</td>
      <td className="number">
        {estimate?.precision === undefined ? (
          <span className="muted">–</span>
        ) : (
          formatPercent(estimate.precision)
        )}
      </td>
      <td>
        <PhaseBadge phase={last.phase} queued={isQueued(last)} />
      </td>
      <td>
        <Age date={experiment.root.createdAt} />
      </td>
      <td className="number">
        {can.label(job) && !isActive(last) && (
          <Link className="button small" to={`/jobs/${job.id}/label`}>
            Label
          </Link>
        )}
      </td>
    </tr>
  );
}
