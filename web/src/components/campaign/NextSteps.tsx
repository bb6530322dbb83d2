import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { type CampaignDetail, newestRound, startRound } from "../../api/campaigns.ts";
import { ErrorNotice } from "../Notice.tsx";

/** The two buttons of the loop: label, and go on. A round has a number, so that a click too many starts no second one. */
export function NextSteps({ campaign }: { campaign: CampaignDetail }) {
  const client = useQueryClient();
  const round = newestRound(campaign);
  const next = useMutation({
    mutationFn: (number: number) => startRound(campaign.id, number),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaign", campaign.id] }),
  });
  if (round === undefined) return null;
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
          onClick={() => next.mutate(round.number + 1)}
        >
          Next round
        </button>
      </div>
      {next.error !== null && <ErrorNotice error={next.error} />}
    </div>
  );
}
