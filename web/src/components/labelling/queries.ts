import { queryOptions } from "@tanstack/react-query";
import { getPrecision, type PrecisionEstimate } from "../../api/estimates.ts";
import { getLabelHistory, hasLabellings, type Labelling, listLabellings } from "../../api/labellings.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { queryClient } from "../../api/queryClient.ts";

const labellingsKey = (jobId: string) => ["labellings", jobId];

export const labellingsQuery = (jobId: string) =>
  queryOptions({
    queryKey: labellingsKey(jobId),
    queryFn: async ({ signal }) => {
      const since = Date.now();
      const isFirst = queryClient.getQueryData(labellingsKey(jobId)) === undefined;
      // The first thousand can be worked on while the rest of a long list is on its way.
      const onPage = (soFar: Labelling[]) => {
        if (isFirst) queryClient.setQueryData(labellingsKey(jobId), soFar);
      };
      const labellings = await listLabellings(jobId, { signal, onPage });
      labelOutbox.listArrived(since);
      return labellings;
    },
    staleTime: 10000,
  });

/** `sent` counts the labels that the server has confirmed: with each there is more to judge by. */
export const precisionQuery = (jobId: string, sent: number) =>
  queryOptions<PrecisionEstimate>({
    queryKey: ["precision", jobId, sent],
    queryFn: ({ signal }) => getPrecision(jobId, signal),
    // Until the answer is there, the one before stays.
    placeholderData: () => {
      const answers = queryClient.getQueriesData<PrecisionEstimate>({ queryKey: ["precision", jobId] });
      return answers.findLast(([, known]) => known !== undefined)?.[1];
    },
  });

export const labelHistoryQuery = (labellingId: string) =>
  queryOptions({
    queryKey: ["label-history", labellingId],
    queryFn: ({ signal }) => getLabelHistory(labellingId, signal),
    // A label may have been given since, here or elsewhere.
    staleTime: 0,
  });

export const hasLabellingsQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["has-labellings", jobId],
    queryFn: ({ signal }) => hasLabellings(jobId, signal),
    staleTime: 60000,
  });
