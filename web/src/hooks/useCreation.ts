import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { newKey } from "../api/idempotency.ts";
import { ApiError } from "../api/problem.ts";

/** How something is created, once. */
export interface Creation<Given> {
  /** Creates it, unless that was done or is being done already. */
  start: (given: Given) => void;
  isPending: boolean;
  error: Error | null;
  /** Forgets the error. */
  reset: () => void;
}

interface Action {
  /** What is created, as text. */
  what: string;
  key: string;
  state: "running" | "unanswered" | "done";
}

/**
 * Creates something once, whatever the fingers do: what is asked for while the request is on its way, or after it
 * succeeded, is the same action. Trying again when nobody answered goes on under the same key.
 *
 * @param whatOf the part of `given` that is created, where the rest only says how
 */
export function useCreation<Given, Made>(
  create: (given: Given, key: string) => Promise<Made>,
  onSuccess: (made: Made) => void,
  whatOf: (given: Given) => unknown = (given) => given,
): Creation<Given> {
  // A ref and not state: the second click of a double click comes before the next rendering.
  const action = useRef<Action | undefined>(undefined);
  const state = useMutation({
    mutationFn: ({ given, key }: { given: Given; key: string }) => create(given, key),
    onSuccess: (made) => {
      if (action.current !== undefined) action.current.state = "done";
      onSuccess(made);
    },
    onError: (error) => {
      const isUnanswered = error instanceof ApiError && error.isTransient;
      if (isUnanswered && action.current !== undefined) action.current.state = "unanswered";
      else action.current = undefined;
    },
  });
  const start = (given: Given) => {
    const what = JSON.stringify(whatOf(given));
    const last = action.current;
    const isSame = last?.what === what;
    if (last?.state === "running" || (last?.state === "done" && isSame)) return;
    const key = isSame ? last.key : newKey();
    action.current = { what, key, state: "running" };
    state.mutate({ given, key });
  };
  return { start, isPending: state.isPending, error: state.error, reset: state.reset };
}
