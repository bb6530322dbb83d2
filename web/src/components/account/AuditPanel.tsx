import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatUtc } from "../../hooks/format.ts";
import { Icon } from "../Icon.tsx";
import { Loaded } from "../Loaded.tsx";
import { Pager } from "../Pager.tsx";
import { AUDIT_LINES, auditQuery } from "./queries.ts";

/** Who did what, when, from where. */
export function AuditPanel() {
  const [offset, setOffset] = useState(0);
  const query = useQuery(auditQuery(offset));
  return (
    <section className="panel" aria-label="Audit log">
      <div className="panel-head">
        <h2>Who did what</h2>
        <a className="button small" href="/api/audit/?format=csv&limit=10000" download="audit.csv">
          <Icon name="download" /> Table
        </a>
      </div>
      <Loaded query={query}>
        {({ total, events }) => (
          <>
            <div className="table-wrap">
              <table className="table">
                <thead>
                  <tr>
                    <th>When</th>
                    <th>Who</th>
                    <th>What</th>
                    <th>To what</th>
                    <th>From</th>
                    <th>Outcome</th>
                  </tr>
                </thead>
                <tbody>
                  {events.map((event, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name, and never changes.
                    <tr key={offset + place}>
                      <td>{formatUtc(event.at)}</td>
                      <td className="wrap">{event.name}</td>
                      <td>{event.action}</td>
                      <td className="wrap mono small">{event.target}</td>
                      <td>{event.address}</td>
                      <td>{event.outcome}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <Pager
              offset={offset}
              limit={AUDIT_LINES}
              total={total}
              onOffset={setOffset}
              words={["Newer", "Older"]}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
