import { useMutation } from "@tanstack/react-query";
import type { Visit } from "../../api/account.ts";
import { sentenceOf } from "../../api/problem.ts";
import { leaveLink } from "../../api/spaces.ts";
import { formatUtc } from "../../hooks/format.ts";
import { useNewSession } from "../account/useSession.ts";
import { Refused } from "../Notice.tsx";

/** Says to whoever came by a link what there is to see, and how to leave. */
export function VisitNotice({ visit }: { visit: Visit }) {
  const begin = useNewSession();
  const leave = useMutation({ mutationFn: leaveLink, onSuccess: begin });
  return (
    <section className="rail-visit" aria-label="Link to a space">
      <p className="small">
        You look at <strong>{visit.name}</strong> through a link, until {formatUtc(visit.expiresAt)}. Nothing
        can be changed.
      </p>
      <Refused>{leave.error === null ? undefined : sentenceOf(leave.error)}</Refused>
      <button type="button" className="button small" onClick={() => leave.mutate()}>
        Leave
      </button>
    </section>
  );
}
