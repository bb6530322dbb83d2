import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getSession, listAuditEvents, listSessions, listTokens, listUsers } from "../../api/account.ts";

export const sessionQuery = () =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => getSession(signal),
    staleTime: 60000,
  });

export const tokensQuery = () =>
  queryOptions({ queryKey: ["tokens"], queryFn: ({ signal }) => listTokens(signal) });

export const sessionsQuery = () =>
  queryOptions({ queryKey: ["sessions"], queryFn: ({ signal }) => listSessions(signal) });

export const usersQuery = () =>
  queryOptions({ queryKey: ["users"], queryFn: ({ signal }) => listUsers(signal) });

/** Lines of the audit log on a page. */
export const AUDIT_LINES = 50;

export const auditQuery = (offset: number) =>
  queryOptions({
    queryKey: ["audit", offset],
    queryFn: ({ signal }) => listAuditEvents(offset, AUDIT_LINES, signal),
    placeholderData: keepPreviousData,
  });
