import { useQuery } from "@tanstack/react-query";
import { waitingQuery } from "./queries.ts";

/** Why a job waits, while it does. */
export function WaitingNotice({ jobId }: { jobId: string }) {
  const waiting = useQuery(waitingQuery(jobId)).data;
  if (waiting?.reason === undefined) return null;
  return (
    <p className="notice" role="status">
      {waiting.sentence}
    </p>
  );
}
