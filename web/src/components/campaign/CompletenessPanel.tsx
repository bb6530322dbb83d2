import { useQuery } from "@tanstack/react-query";
import { downloadUrl } from "../../api/client.ts";
import { type Cell, type Completeness, MAP_FILE, MAP_TABLE } from "../../api/completeness.ts";
import type { Job } from "../../api/jobs.ts";
import { formatCount, formatPercent } from "../../hooks/format.ts";
import { completenessQuery } from "./queries.ts";

const SHAPES = { 1: "one peak", 2: "two peaks" } as const;

/** Which emission lines the newest model finds in real spectra that it calls ordinary: a map over strength and noise. */
export function CompletenessPanel({ job }: { job: Job }) {
  const hasMap = job.metrics?.lines_injected !== undefined;
  const map = useQuery({ ...completenessQuery(job), enabled: hasMap }).data;
  if (map == null) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Which lines are found</h2>
        <a className="button small quiet" href={downloadUrl(job.directory, MAP_TABLE)} download>
          CSV
        </a>
        <a className="button small quiet" href={downloadUrl(job.directory, MAP_FILE)} download>
          Each line
        </a>
      </div>
      <div className="panel-body">
        <p className="small muted">
          Emission at {map.line.toFixed(1)} Å, put into {formatCount(map.backgrounds)} spectra of the archive
          that the model calls ordinary: how much of it the model would list. It holds for lines of this
          shape; the small numbers are the 80 % interval and the count. It is no bound.
          {map.leftOut.map(([reason, spectra]) => ` ${formatCount(spectra)} left out: ${reason}.`)}
        </p>
        {([1, 2] as const).map((peaks) => (
          <ShapeMap key={peaks} map={map} peaks={peaks} />
        ))}
      </div>
    </section>
  );
}

function ShapeMap({ map, peaks }: { map: Completeness; peaks: 1 | 2 }) {
  const cells = map.cells.filter((cell) => cell.peaks === peaks);
  const strengths = [...new Set(cells.map(({ widthFrom }) => widthFrom))];
  const rows = [...new Set(cells.map(noiseOf))];
  return (
    <div className="table-wrap">
      <table className="table completeness-map">
        <caption>Lines of {SHAPES[peaks]}: completeness</caption>
        <thead>
          <tr>
            <th scope="col">S/N</th>
            {strengths.map((from) => {
              const to = cells.find(({ widthFrom }) => widthFrom === from)?.widthTo;
              return (
                <th key={from} scope="col" className="number">
                  {from}–{to} Å
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {cells
                .filter((cell) => noiseOf(cell) === row)
                .map((cell) => (
                  <Share key={cell.widthFrom} cell={cell} />
                ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ cell: { completeness, from, to, found, injected } }: { cell: Cell }) {
  if (completeness === undefined || from === undefined || to === undefined)
    return <td className="number muted">–</td>;
  const heat = { "--heat": `${Math.round(completeness * 100)}%` } as React.CSSProperties;
  return (
    <td className="number heat" style={heat}>
      {formatPercent(completeness, 0)}
      <small className="muted">
        {formatPercent(from, 0)}–{formatPercent(to, 0)} · {found}/{injected}
      </small>
    </td>
  );
}

function noiseOf({ snrFrom, snrTo }: Cell): string {
  if (snrFrom === undefined || snrTo === undefined) return "all";
  return `${snrFrom.toFixed(0)}–${snrTo.toFixed(0)}`;
}
