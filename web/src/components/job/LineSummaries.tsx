import { downloadUrl } from "../../api/client.ts";
import type { Job } from "../../api/jobs.ts";
import { formatCount } from "../../hooks/format.ts";
import { Icon } from "../Icon.tsx";

/** How a line came out over all spectra, as the job's metrics say it. */
interface Summary {
  line: string;
  measured: number;
  in_emission: number;
  in_absorption: number;
  double_peaked: number;
}

/** What a job that measures lines found, and the table of all of it. */
export function LineSummaries({ job }: { job: Job }) {
  const summaries = (job.metrics?.lines ?? []) as readonly Summary[];
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Lines</h2>
        <span className="button-row">
          {["lines.csv", "result.h5"].map((name) => (
            <a key={name} className="button small" href={downloadUrl(job.directory, name)} download>
              <Icon name="download" /> {name}
            </a>
          ))}
        </span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>line</th>
            <th className="number">measured</th>
            <th className="number">in emission</th>
            <th className="number">in absorption</th>
            <th className="number">double-peaked</th>
          </tr>
        </thead>
        <tbody>
          {summaries.map((summary) => (
            <tr key={summary.line}>
              <td>{summary.line.replaceAll("_", " ")}</td>
              <td className="number">{formatCount(summary.measured)}</td>
              <td className="number">{formatCount(summary.in_emission)}</td>
              <td className="number">{formatCount(summary.in_absorption)}</td>
              <td className="number">{formatCount(summary.double_peaked)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
