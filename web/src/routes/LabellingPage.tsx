import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useParams } from "react-router";
import { campaignOf, UNSURE } from "../api/campaigns.ts";
import { classesOf } from "../api/estimates.ts";
import type { Job } from "../api/jobs.ts";
import type { Labelling } from "../api/labellings.ts";
import { jobQuery } from "../components/job/queries.ts";
import { SaveState } from "../components/labelling/SaveState.tsx";
import { SetCounters } from "../components/labelling/SetCounters.tsx";
import { knownClasses } from "../components/labelling/session.ts";
import { useLabelling } from "../components/labelling/useLabelling.ts";
import { Workbench } from "../components/labelling/Workbench.tsx";
import { EmptyState, ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import "../styles/labelling.css";

/** Looking at spectra one after the other, and saying what they are. */
export function LabellingPage() {
  const { jobId = "" } = useParams();
  const job = useQuery(jobQuery(jobId));
  const work = useLabelling(jobId);
  const { items, error } = work;
  const classes = useMemo(() => answersOf(job.data, items ?? []), [job.data, items]);
  return (
    <Page full crumbs={crumbsOf(jobId, job.data)} status={<PageStatus items={items} />}>
      {items === undefined || job.data === undefined ? (
        (error ?? job.error) ? (
          <ErrorNotice error={error ?? job.error} onRetry={work.retry} />
        ) : (
          <div className="placeholder" aria-busy="true" />
        )
      ) : items.length === 0 ? (
        <EmptyState title="Nothing to label here">
          <p>Spectra to label appear when an active-learning iteration has completed.</p>
        </EmptyState>
      ) : (
        <Workbench key={jobId} jobId={jobId} items={items} classes={classes} work={work} />
      )}
    </Page>
  );
}

/** What a person can say: the classes, and in a campaign that she cannot tell. */
function answersOf(job: Job | undefined, items: readonly Labelling[]): readonly string[] {
  const classes = knownClasses(classesOf(job), items);
  return campaignOf(job) === undefined ? classes : [...classes, UNSURE];
}

function crumbsOf(jobId: string, job: Job | undefined) {
  const campaign = campaignOf(job);
  if (campaign !== undefined) {
    return [
      { name: "Campaigns", to: "/campaigns" },
      { name: job?.label ?? "…", to: `/campaigns/${campaign}` },
      { name: "Label" },
    ];
  }
  const iteration =
    job?.iteration === undefined ? [] : [{ name: `iteration ${job.iteration}`, to: `/jobs/${jobId}` }];
  return [
    { name: "Experiments", to: "/experiments" },
    // Later iterations carry their number in the label; the next step of the way says it already.
    { name: job?.label.replace(/ #\d+$/, "") ?? "…", to: `/experiments/${jobId}` },
    ...iteration,
    { name: "Label" },
  ];
}

function PageStatus({ items }: { items: readonly Labelling[] | undefined }) {
  return (
    <>
      <SetCounters items={items ?? []} />
      <SaveState />
    </>
  );
}
