import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { Link, useNavigate } from "react-router";
import { campaignOf } from "../../api/campaigns.ts";
import { runNextIteration } from "../../api/jobs.ts";
import type { Labelling } from "../../api/labellings.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { sentenceOf } from "../../api/problem.ts";
import { useCreation } from "../../hooks/useCreation.ts";
import { jobQuery } from "../job/queries.ts";
import { BatchDone } from "./BatchDone.tsx";
import { isInBatch } from "./session.ts";
import { useLiveEstimate } from "./useLiveEstimate.ts";

interface Props {
  jobId: string;
  items: readonly Labelling[];
  classes: readonly string[];
}

/** The end of a batch, once it is labelled: the next iteration is one press away. */
export function EndOfBatch({ jobId, items, classes }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.version);
  const next = useCreation(runNextIteration, (made) => {
    void client.invalidateQueries({ queryKey: ["experiment"] });
    navigate(`/experiments/${made.id}`);
  });
  const isDone = useMemo(() => {
    const batch = items.filter(isInBatch);
    return batch.length > 0 && batch.every((item) => item.label !== undefined);
  }, [items]);
  const campaign = campaignOf(useQuery(jobQuery(jobId)).data);
  const estimate = useLiveEstimate(jobId, isDone && campaign === undefined);
  if (!isDone) return null;
  if (campaign !== undefined) {
    return (
      <section className="batch-done" aria-label="The batch is labelled">
        <p>
          <strong>All {items.filter(isInBatch).length} labelled.</strong>
        </p>
        <Link className="button primary" to={`/campaigns/${campaign}`}>
          To the campaign
        </Link>
      </section>
    );
  }
  return (
    <BatchDone
      items={items}
      classes={classes}
      estimate={estimate}
      waiting={labelOutbox.state.waiting}
      starting={next.isPending}
      error={next.error === null ? undefined : sentenceOf(next.error)}
      onNext={() => next.start(jobId)}
    />
  );
}
