import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { type CampaignDetail, newestRound, startRound } from "../../api/campaigns.ts";
import { isActive } from "../../api/jobs.ts";
import { isFirstClick } from "../../hooks/isFirstClick.ts";
import { jobQuery } from "../job/queries.ts";
import { ErrorNotice } from "../Notice.tsx";

/** The two buttons of the loop: label, and go on. A round has a number, so that a click too many starts no second one. */
export function NextSteps({ campaign }: { campaign: CampaignDetail }) {
  const client = useQueryClient();
  const round = newestRound(campaign);
  const next = useMutation({
    mutationFn: (number: number) => startRound(campaign.id, number),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaign", campaign.id] }),
  });
  const job = useQuery({ ...jobQuery(round?.job_id ?? ""), enabled: round !== undefined }).data;
  if (round === undefined) return <p className="muted">The spectra are being prepared.</p>;
  if (job !== undefined && (isActive(job) || job.phase === "PENDING"))
    return <p className="muted">Round {round.number} is being made.</p>;
  const { waiting } = campaign.assessment;
  const isDone = waiting === 0;
  return (
    <div className="stack next-steps">
      <div className="button-row">
        <Link className={isDone ? "button" : "button primary"} to={`/jobs/${round.job_id}/label`}>
          Label{waiting > 0 && ` (${waiting} waiting)`}
        </Link>
        <button
          type="button"
          className={isDone ? "button primary" : "button"}
          disabled={next.isPending}
          onClick={(event) => isFirstClick(event) && next.mutate(round.number + 1)}
        >
          Next round
        </button>
      </div>
      {next.error !== null && <ErrorNotice error={next.error} />}
    </div>
  );
}
