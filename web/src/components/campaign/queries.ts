import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getCampaign, listCampaigns } from "../../api/campaigns.ts";
import { BUSY_MS, IDLE_MS } from "../../api/queryClient.ts";

export const campaignsQuery = () =>
  queryOptions({
    queryKey: ["campaigns"],
    queryFn: ({ signal }) => listCampaigns(signal),
    refetchInterval: IDLE_MS,
  });

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ["campaign", id],
    queryFn: ({ signal }) => getCampaign(id, signal),
    placeholderData: keepPreviousData,
    refetchInterval: BUSY_MS,
  });
