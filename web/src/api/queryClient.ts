import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./problem.ts";

/** Lists follow the server at this pace while something runs, and calmly otherwise. */
export const BUSY_MS = 2000;
export const IDLE_MS = 10000;

/** The page's one cache of what the server said. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 10000),
      // A refusal does not change by asking again; an absent server does.
      retry: (failures, error) =>
        error instanceof ApiError && error.isTransient && !error.isSignedOut && failures < 3,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
