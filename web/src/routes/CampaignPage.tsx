import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { type CampaignDetail, choosePath, newestRound } from "../api/campaigns.ts";
import { moveCampaign } from "../api/spaces.ts";
import { AgreementPanel } from "../components/agreement/AgreementPanel.tsx";
import { AuditPanel } from "../components/campaign/AuditPanel.tsx";
import { CompletenessPanel } from "../components/campaign/CompletenessPanel.tsx";
import { CrossmatchPanel } from "../components/campaign/CrossmatchPanel.tsx";
import { ListExports } from "../components/campaign/ListExports.tsx";
import { NextSteps } from "../components/campaign/NextSteps.tsx";
import { campaignQuery, crossmatchesQuery, crossmatchQuery } from "../components/campaign/queries.ts";
import { RoundList } from "../components/campaign/RoundList.tsx";
import { Stand } from "../components/campaign/Stand.tsx";
import { CandidateTable } from "../components/experiment/CandidateTable.tsx";
import { jobQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { ClassChip } from "../components/labelling/ClassChip.tsx";
import { Page } from "../components/Page.tsx";
import { MoveToSpace } from "../components/spaces/MoveToSpace.tsx";
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
          <MoveToSpace
            spaceId={campaign.spaceId}
            what="it and its jobs"
            move={(spaceId) => moveCampaign(campaign.id, spaceId)}
          />
        </div>
        <NextSteps campaign={campaign} />
      </div>
      <p>
        <Link to={`/campaigns/${campaign.id}/choose`}>Label spectra of your own choice</Link>
      </p>
      <Stand campaignId={campaign.id} assessment={assessment} />
      <AuditPanel campaign={campaign} />
      <RoundList campaign={campaign} />
      <AgreementPanel shared={{ campaignId: campaign.id }} classes={plan.classes} />
      {round !== undefined && assessment.listed != null && (
        <NewestList campaign={campaign} jobId={round.job_id} listed={assessment.listed} />
      )}
    </div>
  );
}

interface NewestListProps {
  campaign: CampaignDetail;
  jobId: string;
  /** Number of spectra on the list, labelled ones too. */
  listed: number;
}

/** What the newest round lists, what is known of it, and which lines it would find. */
function NewestList({ campaign, jobId, listed }: NewestListProps) {
  const job = useQuery(jobQuery(jobId)).data;
  const known = useKnown(campaign.id);
  if (job === undefined || job.phase !== "COMPLETED") return null;
  const whenEmpty =
    listed === 0
      ? "The model lists no spectrum yet; every label helps it."
      : `All ${formatCount(listed)} spectra of the list are labelled, or among those to label.`;
  return (
    <>
      {listed > 0 && (
        <p>
          <ListExports campaignId={campaign.id} />
        </p>
      )}
      <CandidateTable
        job={job}
        classes={campaign.plan.classes}
        whenEmpty={whenEmpty}
        known={known}
        similarPath={(filename) => choosePath(campaign.id, filename)}
      />
      <CompletenessPanel job={job} />
      <CrossmatchPanel campaign={campaign} round={job} />
    </>
  );
}

/** The stars of the newest cross-match, by the names of their spectra. */
function useKnown(campaignId: string): ReadonlyMap<string, string> | undefined {
  const last = useQuery(crossmatchesQuery(campaignId)).data?.find(({ phase }) => phase === "COMPLETED");
  const { data } = useQuery({
    ...crossmatchQuery(last ?? { id: "", directory: "" }),
    enabled: last !== undefined,
  });
  return useMemo(() => data && new Map(data.spectra.map(({ filename, star }) => [filename, star])), [data]);
}
