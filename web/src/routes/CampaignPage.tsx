import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { type CampaignDetail, newestRound } from "../api/campaigns.ts";
import { AuditPanel } from "../components/campaign/AuditPanel.tsx";
import { NextSteps } from "../components/campaign/NextSteps.tsx";
import { campaignQuery } from "../components/campaign/queries.ts";
import { RoundList } from "../components/campaign/RoundList.tsx";
import { Stand } from "../components/campaign/Stand.tsx";
import { CandidateTable } from "../components/experiment/CandidateTable.tsx";
import { jobQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { ClassChip } from "../components/labelling/ClassChip.tsx";
import { Page } from "../components/Page.tsx";
import { formatCount } from "../hooks/format.ts";
import "../styles/experiment.css";
import "../styles/campaign.css";

/** One search: where it stands, what to do next, how far its list can be believed. */
export function CampaignPage() {
  const { campaignId = "" } = useParams();
  const query = useQuery(campaignQuery(campaignId));
  return (
    <Page crumbs={[{ name: "Campaigns", to: "/campaigns" }, { name: query.data?.label ?? "…" }]}>
      <Loaded query={query}>{(campaign) => <CampaignView campaign={campaign} />}</Loaded>
    </Page>
  );
}

function CampaignView({ campaign }: { campaign: CampaignDetail }) {
  const { plan, assessment } = campaign;
  const round = newestRound(campaign);
  return (
    <div className="content-inner">
      <div className="title-row">
        <div>
          <h1>{campaign.label}</h1>
          <p className="subtitle">
            {plan.classes.map((name) => (
              <ClassChip key={name} name={name} classes={plan.classes} />
            ))}
            <span className="muted">looking for {plan.wanted.join(", ")}</span>
          </p>
        </div>
        <NextSteps campaign={campaign} />
      </div>
      <Stand assessment={assessment} />
      <AuditPanel campaign={campaign} />
      <RoundList campaign={campaign} />
      {round !== undefined && assessment.listed != null && (
        <RoundCandidates jobId={round.job_id} classes={plan.classes} listed={assessment.listed} />
      )}
    </div>
  );
}

interface RoundCandidatesProps {
  jobId: string;
  classes: readonly string[];
  /** Number of spectra on the list, labelled ones too. */
  listed: number;
}

function RoundCandidates({ jobId, classes, listed }: RoundCandidatesProps) {
  const job = useQuery(jobQuery(jobId)).data;
  if (job === undefined || job.phase !== "COMPLETED") return null;
  const whenEmpty =
    listed === 0
      ? "The model lists no spectrum yet; every label helps it."
      : `All ${formatCount(listed)} spectra of the list are labelled, or among those to label.`;
  return <CandidateTable job={job} classes={classes} whenEmpty={whenEmpty} />;
}
