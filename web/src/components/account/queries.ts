import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getSession, listAuditEvents, listSessions, listTokens, listUsers } from "../../api/account.ts";
import { getEmail, getNotifications, listDeliveries } from "../../api/notifications.ts";

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

export const notificationsQuery = () =>
  queryOptions({ queryKey: ["notifications"], queryFn: ({ signal }) => getNotifications(signal) });

/** Messages on their way are looked at again while one waits. */
const DELIVERIES_MS = 2000;

export const deliveriesQuery = () =>
  queryOptions({
    queryKey: ["deliveries"],
    queryFn: ({ signal }) => listDeliveries(signal),
    refetchInterval: ({ state }) =>
      state.data?.some((delivery) => delivery.state === "waiting") ? DELIVERIES_MS : false,
  });

export const emailQuery = () =>
  queryOptions({ queryKey: ["email"], queryFn: ({ signal }) => getEmail(signal) });

/** Lines of the audit log on a page. */
export const AUDIT_LINES = 50;

export const auditQuery = (offset: number) =>
  queryOptions({
    queryKey: ["audit", offset],
    queryFn: ({ signal }) => listAuditEvents(offset, AUDIT_LINES, signal),
    placeholderData: keepPreviousData,
  });
