import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { CampaignDetail, CampaignJob } from "../../api/campaigns.ts";
import { isQueued } from "../../api/jobs.ts";
import { jobQuery } from "../job/queries.ts";
import { PhaseBadge } from "../PhaseBadge.tsx";

const WORDS: Record<CampaignJob["role"], string> = {
  PREPARATION: "preparation",
  ROUND: "round",
  AUDIT: "audit",
};

/** The jobs of a campaign, in the order of their places. */
export function RoundList({ campaign }: { campaign: CampaignDetail }) {
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Jobs</h2>
      </div>
      <ul className="round-list">
        {campaign.jobs.map((place) => (
          <RoundItem key={place.job_id} place={place} />
        ))}
      </ul>
    </section>
  );
}

function RoundItem({ place }: { place: CampaignJob }) {
  const job = useQuery(jobQuery(place.job_id)).data;
  const name = place.role === "PREPARATION" ? WORDS[place.role] : `${WORDS[place.role]} ${place.number}`;
  return (
    <li>
      <Link to={`/jobs/${place.job_id}`}>{name}</Link>
      {job !== undefined && <PhaseBadge phase={job.phase} queued={isQueued(job)} />}
      {job?.error !== undefined && <span className="small muted">{job.error.message}</span>}
    </li>
  );
}
