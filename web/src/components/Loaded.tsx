import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorNotice } from "./Notice.tsx";

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** Shows the data of a query; old data stay while new ones are on their way, errors are said in their place. */
export function Loaded<T>({ query, children }: Props<T>) {
  const { data, error, isPlaceholderData, refetch } = query;
  return (
    <>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined ? (
        <div className="stale" data-stale={isPlaceholderData}>
          {children(data)}
        </div>
      ) : (
        error === null && <div className="placeholder" aria-busy="true" />
      )}
    </>
  );
}
