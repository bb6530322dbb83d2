import type { ReactNode } from "react";
import { sentenceOf } from "../api/problem.ts";

/** What went wrong, where it went wrong, with a way to try again. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div className="notice bad" role="alert">
      <p>{sentenceOf(error)}</p>
      {onRetry !== undefined && (
        <button type="button" className="button small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Why a form was not taken, beside its button; nothing while nothing is wrong. */
export function Refused({ children }: { children: string | undefined }) {
  if (children === undefined) return null;
  return (
    <p className="save-refused" role="alert">
      {children}
    </p>
  );
}

/** What belongs here, and the first step. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
