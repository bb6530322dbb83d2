import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useParams } from "react-router";
import type { Shared } from "../api/agreement.ts";
import { UNSURE } from "../api/campaigns.ts";
import { classesOf } from "../api/estimates.ts";
import { DisagreementQueue } from "../components/agreement/DisagreementQueue.tsx";
import { disagreementsQuery } from "../components/agreement/queries.ts";
import { campaignQuery } from "../components/campaign/queries.ts";
import { jobQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { Page } from "../components/Page.tsx";
import "../styles/labelling.css";
import "../styles/agreement.css";

/** What people differ about in a campaign, to be settled. */
export function CampaignDisagreementsPage() {
  const { campaignId = "" } = useParams();
  const campaign = useQuery(campaignQuery(campaignId)).data;
  const classes = useMemo(() => [...(campaign?.plan.classes ?? []), UNSURE], [campaign]);
  const crumbs = [
    { name: "Campaigns", to: "/campaigns" },
    { name: campaign?.label ?? "…", to: `/campaigns/${campaignId}` },
    { name: "Disagreements" },
  ];
  return <Disagreements shared={{ campaignId }} classes={classes} crumbs={crumbs} />;
}

/** The same in an experiment. */
export function ExperimentDisagreementsPage() {
  const { jobId = "" } = useParams();
  const job = useQuery(jobQuery(jobId)).data;
  const classes = useMemo(() => classesOf(job), [job]);
  const crumbs = [
    { name: "Experiments", to: "/experiments" },
    { name: job?.label.replace(/ #\d+$/, "") ?? "…", to: `/experiments/${jobId}` },
    { name: "Disagreements" },
  ];
  return <Disagreements shared={{ jobId }} classes={classes} crumbs={crumbs} />;
}

interface Props {
  shared: Shared;
  classes: readonly string[];
  crumbs: { name: string; to?: string }[];
}

function Disagreements({ shared, classes, crumbs }: Props) {
  const query = useQuery(disagreementsQuery(shared));
  return (
    <Page full crumbs={crumbs}>
      <Loaded query={query}>
        {({ total, disagreements }) => (
          <DisagreementQueue shared={shared} total={total} disagreements={disagreements} classes={classes} />
        )}
      </Loaded>
    </Page>
  );
}
