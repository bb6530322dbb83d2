import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import {
  type AuditKind,
  type AuditState,
  type CampaignDetail,
  certificateUrl,
  startAudit,
} from "../../api/campaigns.ts";
import { formatCount, formatPercent } from "../../hooks/format.ts";
import { isFirstClick } from "../../hooks/isFirstClick.ts";
import { ErrorNotice } from "../Notice.tsx";
import { ListExports } from "./ListExports.tsx";

const WORDS: Record<AuditKind, string> = { PRECISION: "precision", RECALL: "recall" };

/** How far the list can be believed: the audits with their live bounds, and the way to another one. */
export function AuditPanel({ campaign }: { campaign: CampaignDetail }) {
  const client = useQueryClient();
  const [className, setClassName] = useState("");
  const { audits, listed } = campaign.assessment;
  const { wanted } = campaign.plan;
  const next = (audits.at(-1)?.number ?? 0) + 1;
  const start = useMutation({
    mutationFn: (kind: AuditKind) => startAudit(campaign.id, next, kind, className || undefined),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaign", campaign.id] }),
  });
  if (listed == null && audits.length === 0) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>How far the list can be believed</h2>
        {wanted.length > 1 && (
          <select
            className="input small"
            aria-label="Classes that the next audit certifies"
            value={className}
            onChange={({ target }) => setClassName(target.value)}
          >
            <option value="">{wanted.join(" or ")}</option>
            {wanted.map((name) => (
              <option key={name} value={name}>
                {name} alone
              </option>
            ))}
          </select>
        )}
        {(["PRECISION", "RECALL"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="button small"
            disabled={start.isPending || !(listed != null && listed > 0)}
            onClick={(event) => isFirstClick(event) && start.mutate(kind)}
          >
            Freeze and audit the {WORDS[kind]}
          </button>
        ))}
      </div>
      <div className="panel-body">
        {start.error !== null && <ErrorNotice error={start.error} />}
        {audits.length === 0 ? (
          <p className="muted">
            Not audited yet. An audit freezes the list and draws spectra from it, blind and by chance: its
            bound holds whenever you stop. The next may be wrong once in{" "}
            {Math.round(1 / nextAlpha(campaign.plan.alpha, next))}.
          </p>
        ) : (
          <ul className="audit-list">
            {audits.map((audit) => (
              <AuditItem key={audit.number} campaign={campaign} audit={audit} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

/** What the audit of this number may spend of a campaign's α. */
function nextAlpha(alpha = 0.05, number = 1): number {
  return (alpha * 6) / (Math.PI * number) ** 2;
}

function AuditItem({ campaign, audit }: { campaign: CampaignDetail; audit: AuditState }) {
  const job = campaign.jobs.find(({ role, number }) => role === "AUDIT" && number === audit.number);
  return (
    <li>
      <p>
        <strong>
          Audit {audit.number}: {WORDS[audit.kind]}
          {audit.classes.length < campaign.plan.wanted.length && ` of ${audit.classes.join(" or ")} alone`}{" "}
          {audit.bound == null
            ? "is being frozen"
            : audit.draws === 0
              ? "needs no answer: every spectrum of the list is confirmed"
              : audit.answered === 0
                ? "waits for your answers"
                : `≥ ${formatPercent(audit.bound)}`}
        </strong>
        {audit.bound != null && audit.answered > 0 && (
          <span className="muted">
            {" "}
            with {formatPercent(1 - audit.alpha)} confidence, valid whenever you stop ·{" "}
            {formatCount(audit.answered)} judged
            {audit.unsure > 0 && `, ${audit.unsure} of them unsure, counted as wrong`}
            {audit.estimate != null && ` · ${formatPercent(audit.estimate)} of the clear answers are right`}
          </span>
        )}
      </p>
      <p className="small muted">
        {formatCount(audit.listed)} spectra, SHA-256{" "}
        <code title={audit.list_sha256}>{audit.list_sha256.slice(0, 12)}</code>
      </p>
      {job !== undefined && audit.bound != null && (
        <div className="button-row">
          {audit.draws > 0 && (
            <Link className="button small" to={`/jobs/${job.job_id}/label`}>
              Judge
            </Link>
          )}
          <a
            className="button small quiet"
            href={certificateUrl(campaign.id, audit.number)}
            download="certificate.json"
          >
            Certificate
          </a>
          <ListExports campaignId={campaign.id} audit={audit.number} />
        </div>
      )}
    </li>
  );
}
