import { queryOptions } from "@tanstack/react-query";
import { getAgreement, listDisagreements, type Shared } from "../../api/agreement.ts";
import { IDLE_MS } from "../../api/queryClient.ts";

export const agreementQuery = (shared: Shared) =>
  queryOptions({
    queryKey: ["agreement", shared],
    queryFn: ({ signal }) => getAgreement(shared, signal),
    refetchInterval: IDLE_MS,
  });

export const disagreementsQuery = (shared: Shared) =>
  queryOptions({
    queryKey: ["disagreements", shared],
    queryFn: ({ signal }) => listDisagreements(shared, signal),
    refetchInterval: IDLE_MS,
  });
