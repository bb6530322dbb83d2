import type { ReactNode } from "react";
import { type Assessment, labelsUrl } from "../../api/campaigns.ts";
import { formatCount, formatPercent } from "../../hooks/format.ts";

/** Where a campaign stands, in numbers, and what to do next, in one sentence. Nothing here is a certificate. */
export function Stand({ campaignId, assessment }: { campaignId: string; assessment: Assessment }) {
  const { total, agreement } = assessment;
  return (
    <section className="panel" aria-label="Where the campaign stands">
      <div className="panel-body">
        <p className="advice" role="status">
          {assessment.advice}
        </p>
        <dl className="stats">
          {assessment.found.map(({ class: name, confirmed }) => (
            <Stat key={name} name={`confirmed ${name}`}>
              {formatCount(confirmed)}
            </Stat>
          ))}
          {assessment.listed != null && (
            <Stat name="in the list">
              {formatCount(assessment.listed)}
              {assessment.listed_stars != null && assessment.listed_stars < assessment.listed && (
                <small> spectra of {formatCount(assessment.listed_stars)} stars</small>
              )}
              {assessment.expected_precision != null && (
                <small>
                  {" "}
                  about {formatPercent(assessment.expected_precision, 0)} of the unconfirmed are right
                </small>
              )}
            </Stat>
          )}
          {total != null && (
            <Stat name="estimated in the search domain">
              {formatCount(Math.round(total.from))}–{formatCount(Math.round(total.to))}
              <small> by the random draws; no bound</small>
            </Stat>
          )}
          {assessment.expected_per_100 != null && (
            <Stat name="expected in 100 more labels">
              {formatCount(Math.round(assessment.expected_per_100))}
            </Stat>
          )}
          {assessment.price != null && (
            <Stat name="price of a certificate of 90 %">about {formatCount(assessment.price)} labels</Stat>
          )}
          <Stat name="labels">
            {formatCount(assessment.labelled)}
            {assessment.unsure > 0 && <small> and {formatCount(assessment.unsure)} unsure</small>}
            {assessment.labelled > 0 && (
              <small>
                {" "}
                <a href={labelsUrl(campaignId)} download>
                  CSV
                </a>
              </small>
            )}
          </Stat>
          {agreement != null && (
            <Stat name="you agree with yourself">
              {agreement.same} of {agreement.pairs}
              {agreement.kappa != null && <small> κ {agreement.kappa.toFixed(2)}</small>}
            </Stat>
          )}
          {assessment.pool != null && <Stat name="search domain">{formatCount(assessment.pool)}</Stat>}
        </dl>
      </div>
    </section>
  );
}

function Stat({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
