import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { sampleOf } from "../../api/archive.ts";
import { getCampaign, listCampaigns } from "../../api/campaigns.ts";
import { getCompleteness } from "../../api/completeness.ts";
import { CROSSMATCH, getCrossmatch } from "../../api/crossmatch.ts";
import { isActive, type Job, listJobs } from "../../api/jobs.ts";
import { BUSY_MS, IDLE_MS } from "../../api/queryClient.ts";
import { getSpectrum } from "../../api/spectra.ts";
import { medianOf } from "./median.ts";

export const campaignsQuery = (spaceId: string | undefined) =>
  queryOptions({
    queryKey: ["campaigns", spaceId],
    queryFn: ({ signal }) => listCampaigns(spaceId, signal),
    refetchInterval: IDLE_MS,
  });

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ["campaign", id],
    queryFn: ({ signal }) => getCampaign(id, signal),
    placeholderData: keepPreviousData,
    refetchInterval: BUSY_MS,
  });

/** A round's map never changes. */
export const completenessQuery = ({ id, directory }: Job) =>
  queryOptions({
    queryKey: ["completeness", id],
    queryFn: async ({ signal }) => (await getCompleteness(directory, signal)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Cross-matches that are looked through for those of a campaign. */
const CROSSMATCHES = 200;

/** The cross-matches of a campaign, newest first. */
export const crossmatchesQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ["crossmatches", campaignId],
    queryFn: async ({ signal }) => {
      const { jobs } = await listJobs({ type: CROSSMATCH, offset: 0, limit: CROSSMATCHES }, signal);
      return jobs.filter(({ config }) => config?.campaign_id === campaignId);
    },
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? BUSY_MS : IDLE_MS),
  });

/** What a cross-match found, which never changes. */
export const crossmatchQuery = ({ id, directory }: Pick<Job, "id" | "directory">) =>
  queryOptions({
    queryKey: ["crossmatch", id],
    queryFn: ({ signal }) => getCrossmatch(directory, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Spectra that a median is made of: enough that no single star shows. */
const MEDIAN_OF = 15;

/** The median of some spectra of a directory and of those in it; nothing where none is known. */
export const medianQuery = (directory: string) =>
  queryOptions({
    queryKey: ["median", directory],
    queryFn: async ({ signal }) => {
      const names = await sampleOf(directory, MEDIAN_OF, signal);
      const read = await Promise.allSettled(
        names.map(({ filename, directory: place }) => getSpectrum(filename, place, signal)),
      );
      const curves = read.flatMap((one) => (one.status === "fulfilled" ? [one.value.curve] : []));
      const median = medianOf(curves);
      return median === undefined ? null : { median, spectra: curves.length };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
