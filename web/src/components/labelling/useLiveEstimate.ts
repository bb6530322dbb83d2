import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { PrecisionEstimate } from "../../api/estimates.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { precisionQuery } from "./queries.ts";

/** Precision of a job's predictions by the labels that the server has; asked for anew when it has got more of them. */
export function useLiveEstimate(jobId: string, enabled: boolean): PrecisionEstimate | undefined {
  const sent = useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.sent);
  return useQuery({ ...precisionQuery(jobId, sent), enabled }).data;
}
