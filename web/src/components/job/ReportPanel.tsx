import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { ByReason, FirstLook, Listed, PreprocessingReport, SkippedFile } from "../../api/results.ts";
import { counted, formatCount } from "../../hooks/format.ts";
import { ErrorNotice } from "../Notice.tsx";
import { QualityTable } from "./QualityTable.tsx";
import { reportQuery } from "./queries.ts";

/** Rows of a list that are shown before the person asks for all. */
const FIRST = 200;
/** Lists so short are open from the start. */
const SHORT = 20;

/** What became of each file of a preprocessing job, and how good the spectra are. */
export function ReportPanel({ jobId, directory }: { jobId: string; directory: string }) {
  const { data, error, refetch } = useQuery(reportQuery(directory));
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data === null) return null;
  const { skipped, ignored, remarks, escaped, overhanging } = data;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Report</h2>
        <Link className="small" to={`/jobs/${jobId}/files?file=report.json`}>
          report.json
        </Link>
      </div>
      <div className="panel-body stack">
        <Composition report={data} />
        {data.firstLook !== undefined && <FirstLookNote look={data.firstLook} />}
        {skipped.total === 0 ? (
          <p className="muted">Every file was read.</p>
        ) : (
          <Reasons
            title={`${counted(skipped.total, "file")} left out`}
            list={skipped}
            isOpen={skipped.total <= SHORT}
          />
        )}
        <Reasons title={`${counted(remarks.total, "remark")} on what was decided or mended`} list={remarks} />
        <Reasons
          title={
            ignored.total === 1
              ? "1 entry is no spectrum"
              : `${formatCount(ignored.total)} entries are no spectra`
          }
          list={ignored}
        />
        <Files title={`${counted(escaped.total, "name")} with bytes that are no UTF-8`} list={escaped} />
        <Files
          title={
            overhanging.total === 1
              ? "1 spectrum does not cover the whole grid"
              : `${formatCount(overhanging.total)} spectra do not cover the whole grid`
          }
          list={{
            total: overhanging.total,
            first: overhanging.first.map((filename) => ({ filename, reason: "" })),
          }}
        />
        {data.quality !== undefined && data.quality.length > 0 && <QualityTable rows={data.quality} />}
      </div>
    </section>
  );
}

/** What the result is made of: layouts and media. */
function Composition({ report: { formats, media } }: { report: PreprocessingReport }) {
  if (formats.length === 0) return null;
  return (
    <p>
      {formats.map(([name, count]) => `${formatCount(count)} ${words(name)}`).join(", ")}
      {media.length > 0 && (
        <span className="muted">
          {" "}
          · wavelengths: {media.map(([name, count]) => `${words(name)} ${formatCount(count)}`).join(", ")}
        </span>
      )}
    </p>
  );
}

function FirstLookNote({ look }: { look: FirstLook }) {
  return (
    <div>
      <p className="muted small">
        Before the run {formatCount(look.sampledFiles)} of {counted(look.files, "file")} were looked at
        {look.warnings.length === 0 && ": nothing to warn of"}.
      </p>
      {look.warnings.length > 0 && (
        <ul className="report-warnings">
          {look.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface ReasonsProps {
  title: string;
  list: ByReason;
  isOpen?: boolean;
}

/** Files by reason: how many of each, then each file. */
function Reasons({ title, list, isOpen = false }: ReasonsProps) {
  const counts = list.reasons.map(([code, count]) => `${words(code)} ${formatCount(count)}`).join(", ");
  return <Files title={title} note={counts} list={list} isOpen={isOpen} />;
}

interface FilesProps {
  title: string;
  note?: string;
  list: Listed<SkippedFile>;
  isOpen?: boolean;
}

function Files({ title, note = "", list, isOpen = false }: FilesProps) {
  if (list.total === 0) return null;
  return (
    <details open={isOpen}>
      <summary>
        <span>{title}</span>
        {note !== "" && <span className="muted"> · {note}</span>}
      </summary>
      <ul className="report-list">
        {list.first.slice(0, FIRST).map(({ filename, reason }) => (
          <li key={`${filename} ${reason}`}>
            <span className="mono">{filename}</span> {reason}
          </li>
        ))}
      </ul>
      {list.total > FIRST && <p className="muted small">The rest is in report.json.</p>}
    </details>
  );
}

function words(code: string): string {
  return code.replaceAll("_", " ");
}
