import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Campaign } from "../api/campaigns.ts";
import { Age } from "../components/Age.tsx";
import { campaignsQuery } from "../components/campaign/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { useChosenSpace } from "../components/spaces/useChosenSpace.ts";

/** The searches, newest first. */
export function CampaignsPage() {
  const query = useQuery(campaignsQuery(useChosenSpace()));
  return (
    <Page crumbs={[{ name: "Campaigns" }]}>
      <div className="title-row">
        <h1>Campaigns</h1>
        <Link className="button primary" to="/campaigns/new">
          New campaign
        </Link>
      </div>
      <Loaded query={query}>
        {(campaigns) =>
          campaigns.length === 0 ? (
            <section className="panel">
              <EmptyState title="No campaigns yet">
                <p>
                  A campaign searches an archive for rare spectra: you label some hundred, it finds the
                  others, and an audit says how far the list can be believed.
                </p>
                <Link className="button primary" to="/campaigns/new">
                  Start one
                </Link>
              </EmptyState>
            </section>
          ) : (
            <CampaignTable campaigns={campaigns} />
          )
        }
      </Loaded>
    </Page>
  );
}

function CampaignTable({ campaigns }: { campaigns: readonly Campaign[] }) {
  return (
    <div className="panel table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>Campaign</th>
            <th>Searched for</th>
            <th>Begun</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr key={campaign.id}>
              <td className="cell-main">
                <Link to={`/campaigns/${campaign.id}`} title={campaign.label}>
                  {campaign.label}
                </Link>
              </td>
              <td className="wrap">{campaign.plan.wanted.join(", ")}</td>
              <td>
                <Age date={campaign.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
