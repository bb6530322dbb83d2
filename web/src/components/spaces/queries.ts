import { queryOptions } from "@tanstack/react-query";
import { getSpace, listGroups, listLinks, listSpaces } from "../../api/spaces.ts";

export const spacesQuery = () =>
  queryOptions({
    queryKey: ["spaces"],
    queryFn: ({ signal }) => listSpaces(signal),
    staleTime: 60000,
  });

export const spaceQuery = (id: string) =>
  queryOptions({ queryKey: ["space", id], queryFn: ({ signal }) => getSpace(id, signal) });

export const linksQuery = (id: string) =>
  queryOptions({ queryKey: ["space", id, "links"], queryFn: ({ signal }) => listLinks(id, signal) });

export const groupsQuery = () =>
  queryOptions({ queryKey: ["groups"], queryFn: ({ signal }) => listGroups(signal) });
