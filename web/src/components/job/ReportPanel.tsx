import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { counted, formatCount } from "../../hooks/format.ts";
import { ErrorNotice } from "../Notice.tsx";
import { reportQuery } from "./queries.ts";

/** Rows of a list that are shown before the person asks for all. */
const FIRST = 200;

/** What preprocessing left out, and why. */
export function ReportPanel({ jobId, directory }: { jobId: string; directory: string }) {
  const { data, error, refetch } = useQuery(reportQuery(directory));
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data === null) return null;
  const { skipped, overhanging } = data;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Report</h2>
        <Link className="small" to={`/jobs/${jobId}/files?file=report.json`}>
          report.json
        </Link>
      </div>
      <div className="panel-body stack">
        {skipped.total === 0 ? (
          <p className="muted">Every file was read.</p>
        ) : (
          <details open={skipped.total <= 20}>
            <summary>{counted(skipped.total, "file")} left out</summary>
            <ul className="report-list">
              {skipped.first.slice(0, FIRST).map((file) => (
                <li key={file.filename}>
                  <span className="mono">{file.filename}</span> {file.reason}
                </li>
              ))}
            </ul>
            {skipped.total > FIRST && <p className="muted small">The rest is in report.json.</p>}
          </details>
        )}
        {overhanging.total > 0 && (
          <details>
            <summary>
              {overhanging.total === 1
                ? "1 spectrum does not cover the whole grid"
                : `${formatCount(overhanging.total)} spectra do not cover the whole grid`}
            </summary>
            <ul className="report-list">
              {overhanging.first.slice(0, FIRST).map((name) => (
                <li key={name} className="mono">
                  {name}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
