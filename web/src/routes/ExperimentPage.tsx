import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { candidateClassesOf, classesOf, hasTrained, iterationFacts } from "../api/estimates.ts";
import { current, type Experiment, iterationCount, latest } from "../api/experiments.ts";
import { can, type Job, runNextIteration } from "../api/jobs.ts";
import type { Labelling } from "../api/labellings.ts";
import { AgreementPanel } from "../components/agreement/AgreementPanel.tsx";
import { AllLabels } from "../components/experiment/AllLabels.tsx";
import { CandidateTable } from "../components/experiment/CandidateTable.tsx";
import {
  type Abscissa,
  type Estimates,
  estimatesOf,
  newestByClass,
  newestEstimate,
  precisionSeries,
} from "../components/experiment/estimate.ts";
import { IterationTable } from "../components/experiment/IterationTable.tsx";
import { LossPanel } from "../components/experiment/LossPanel.tsx";
import { experimentQuery } from "../components/experiment/queries.ts";
import { TrainingMapPanel } from "../components/experiment/TrainingMapPanel.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { ClassChip } from "../components/labelling/ClassChip.tsx";
import { labellingsQuery } from "../components/labelling/queries.ts";
import { countBySet, isInBatch } from "../components/labelling/session.ts";
import { useLiveEstimate } from "../components/labelling/useLiveEstimate.ts";
import { ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { LineChart } from "../components/plot/LineChart.tsx";
import { formatCount, formatPercent } from "../hooks/format.ts";
import { useCreation } from "../hooks/useCreation.ts";
import "../styles/experiment.css";

/** One search for rare spectra: its iterations, what they learned, what they found. */
export function ExperimentPage() {
  const { jobId = "" } = useParams();
  const query = useQuery(experimentQuery(jobId));
  return (
    <Page crumbs={[{ name: "Experiments", to: "/experiments" }, { name: query.data?.root.label ?? "…" }]}>
      <Loaded query={query}>{(experiment) => <ExperimentView experiment={experiment} />}</Loaded>
    </Page>
  );
}

function ExperimentView({ experiment }: { experiment: Experiment }) {
  const [params, setParams] = useSearchParams();
  const { iterations } = experiment;
  const job = current(experiment);
  const labellings = useQuery({ ...labellingsQuery(job.id), enabled: can.label(job) }).data;
  const estimate = useLiveEstimate(job.id, can.label(job));
  const estimates = useMemo(() => estimatesOf(iterations, { job, estimate }), [iterations, job, estimate]);
  const chosen = iterations.find(({ id }) => id === params.get("iteration")) ?? job;
  const choose = (job: Job) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.set("iteration", job.id);
        return next;
      },
      { replace: true },
    );
  return (
    <div className="content-inner">
      <Head experiment={experiment} estimates={estimates} labellings={labellings ?? []} />
      <PrecisionPanel iterations={iterations} estimates={estimates} />
      <IterationTable iterations={iterations} estimates={estimates} chosen={chosen.id} onChoose={choose} />
      <AgreementPanel shared={{ jobId: latest(experiment).id }} classes={classesOf(job)} />
      {chosen.phase === "COMPLETED" && <IterationPanels key={chosen.id} job={chosen} />}
    </div>
  );
}

function IterationPanels({ job }: { job: Job }) {
  const classes = useMemo(() => classesOf(job), [job]);
  return (
    <>
      <div className="columns">
        <TrainingMapPanel job={job} classes={classes} />
        <LossPanel job={job} />
      </div>
      <CandidateTable job={job} classes={classes} whenEmpty={whyEmpty(job)} />
    </>
  );
}

/** Why an iteration lists no candidates. */
function whyEmpty(job: Job) {
  const number = job.iteration ?? 0;
  if (!hasTrained(job)) return `Iteration ${number} lists no candidates: it has no model yet.`;
  if (job.config?.show_candidates === true)
    return `Iteration ${number} lists no candidates: no spectrum is predicted to be of a class that is looked for.`;
  return (
    <>
      Iteration {number} lists no candidates; they are listed when <code>show_candidates</code> is set, under{" "}
      <i>More</i> of its form: <Link to={`/jobs/new?from=${job.id}`}>run it again</Link> with it.
    </>
  );
}

interface HeadProps {
  experiment: Experiment;
  estimates: Estimates;
  labellings: readonly Labelling[];
}

function Head({ experiment, estimates, labellings }: HeadProps) {
  const { root, iterations } = experiment;
  const job = current(experiment);
  const classes = classesOf(job);
  const wanted = candidateClassesOf(job);
  const estimate = newestEstimate(iterations, estimates);
  const facts = iterations.map(iterationFacts);
  const poolSize = facts.map((fact) => fact.poolSize).find((size) => size !== undefined);
  const labels = Math.max(0, ...facts.map((fact) => fact.trainingSize ?? 0));
  return (
    <>
      <div className="title-row">
        <div>
          <h1>{root.label}</h1>
          <p className="subtitle">
            {classes.map((name) => (
              <ClassChip key={name} name={name} classes={classes} />
            ))}
            {wanted.length > 0 && <span className="muted">looking for {wanted.join(", ")}</span>}
          </p>
        </div>
        <NextSteps
          name={root.label}
          job={job}
          latest={latest(experiment)}
          labelledJobs={iterations.filter(can.label).map(({ id }) => id)}
          labellings={labellings}
        />
      </div>
      <dl className="stats">
        <Stat name="precision of the candidates">
          {estimate?.precision === undefined ? (
            <span className="muted">not measured yet</span>
          ) : (
            <>
              {formatPercent(estimate.precision)}
              <small> at least {formatPercent(estimate.lowerBound)} (95 % confidence)</small>
            </>
          )}
        </Stat>
        {labels > 0 && <Stat name="spectra learned from">{formatCount(labels)}</Stat>}
        {poolSize !== undefined && <Stat name="pool">{formatCount(poolSize)}</Stat>}
        <Stat name="iterations">{iterationCount(experiment)}</Stat>
      </dl>
    </>
  );
}

function Stat({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface NextStepsProps {
  /** Of the experiment. */
  name: string;
  /** Jobs whose spectra were labelled. */
  labelledJobs: readonly string[];
  /** The iteration that is labelled and continued. */
  job: Job;
  /** The newest one, which may have failed. */
  latest: Job;
  labellings: readonly Labelling[];
}

/** The two buttons of the loop: label, and go on. While an iteration is on its way there is nothing to do but wait. */
function NextSteps({ name, labelledJobs, job, latest, labellings }: NextStepsProps) {
  const client = useQueryClient();
  const next = useCreation(
    // After an iteration that failed, the next is another one.
    ({ jobId }: { jobId: string; after: string }, key) => runNextIteration(jobId, key),
    () => client.invalidateQueries({ queryKey: ["experiment"] }),
  );
  if (!can.label(job) || latest.phase === "PENDING" || latest.phase === "PROCESSING") return null;
  const counts = countBySet(labellings.filter(isInBatch));
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  const labelled = counts.reduce((sum, count) => sum + count.labelled, 0);
  const isDone = total > 0 && labelled === total;
  return (
    <div className="stack next-steps">
      <div className="button-row">
        <Link className={isDone ? "button" : "button primary"} to={`/jobs/${job.id}/label`}>
          Label{total > 0 && ` (${labelled} of ${total} done)`}
        </Link>
        <button
          type="button"
          className={isDone ? "button primary" : "button"}
          disabled={next.isPending || labelled === 0}
          onClick={() => next.start({ jobId: job.id, after: latest.id })}
        >
          Next iteration
        </button>
        <AllLabels name={name} jobIds={labelledJobs} />
      </div>
      {next.error !== null && <ErrorNotice error={next.error} />}
    </div>
  );
}

function PrecisionPanel({ iterations, estimates }: { iterations: readonly Job[]; estimates: Estimates }) {
  const [against, setAgainst] = useState<Abscissa>("iteration");
  const series = useMemo(
    () => precisionSeries(iterations, estimates, against),
    [iterations, estimates, against],
  );
  const byClass = newestByClass(iterations);
  if (series.length === 0) return null;
  const said = series[0].points.map((point) => `${point.x}: ${formatPercent(point.y)}`).join(", ");
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Precision of the candidates</h2>
        <span className="small muted">dot: estimate · bar: down to the 95 % lower bound</span>
        <button
          type="button"
          className="button small"
          onClick={() => setAgainst(against === "iteration" ? "labels" : "iteration")}
        >
          by {against === "iteration" ? "labels" : "iteration"}
        </button>
      </div>
      <div className="panel-body">
        <LineChart
          series={series}
          xLabel={against === "iteration" ? "iteration" : "spectra learned from"}
          yLabel="precision"
          yRange={{ min: 0, max: 1 }}
          dots
          title={`Estimated precision by ${against}: ${said}`}
        />
        {byClass !== undefined && byClass.classes.length > 1 && (
          <p className="subtitle small">
            <span>iteration {byClass.iteration} by class</span>
            {byClass.classes.map((estimate) => (
              <span key={estimate.className}>
                {estimate.className}: {estimate.correct} of {estimate.labelled}, at least{" "}
                {formatPercent(estimate.lowerBound)}
              </span>
            ))}
          </p>
        )}
      </div>
    </section>
  );
}
