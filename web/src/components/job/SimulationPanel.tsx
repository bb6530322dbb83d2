import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Job } from "../../api/jobs.ts";
import { type Search, searchesOf } from "../../api/simulation.ts";
import { formatCount, formatDuration } from "../../hooks/format.ts";
import { ErrorNotice } from "../Notice.tsx";
import { LineChart } from "../plot/LineChart.tsx";
import { classColour } from "../plot/palette.ts";
import { learningCurvesQuery } from "./queries.ts";

/** What a simulation found: its ways of asking side by side, and how they learnt. */
export function SimulationPanel({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery(learningCurvesQuery(job.directory));
  const searches = searchesOf(job);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Ways of asking</h2>
        <Link className="small" to={`/jobs/${job.id}/files?file=report.html`}>
          report.html
        </Link>
      </div>
      <SearchTable searches={searches} />
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data !== null && (
        <div className="panel-body tall-chart">
          <LineChart
            series={data.curves.map(({ strategy, points }, place) => ({
              name: strategy,
              colour: classColour(place),
              points,
            }))}
            xLabel="labels"
            yLabel={data.quantity}
            title={`The ${data.quantity} over the labels spent: ${data.curves.map(({ strategy }) => strategy).join(", ")}`}
            yRange={{ min: 0, max: 1 }}
            dots
          />
        </div>
      )}
    </section>
  );
}

function SearchTable({ searches }: { searches: readonly Search[] }) {
  const has = (key: keyof Search) => searches.some((search) => search[key] !== undefined);
  const columns = COLUMNS.filter(({ needs }) => needs === undefined || has(needs));
  return (
    <div className="table-wrap">
      <table className="table">
        <caption className="visually-hidden">Ways of asking</caption>
        <thead>
          <tr>
            <th>way of asking</th>
            {columns.map(({ title }) => (
              <th key={title} className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {searches.map((search, place) => (
            <tr key={search.strategy}>
              <th scope="row">
                <span style={{ color: classColour(place) }} aria-hidden="true">
                  ■
                </span>{" "}
                {search.strategy}
              </th>
              {columns.map(({ title, text }) => (
                <td key={title} className="number">
                  {text(search)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Column {
  title: string;
  text: (search: Search) => string;
  /** The column is shown where some search has this. */
  needs?: keyof Search;
}

const COLUMNS: readonly Column[] = [
  { title: "labels spent", text: ({ labels }) => formatCount(labels) },
  { title: "accuracy", needs: "accuracy", text: ({ accuracy }) => accuracy?.toFixed(3) ?? "–" },
  {
    title: "labels until the list is good",
    needs: "medianLabels",
    text: ({ medianLabels, reached }) =>
      medianLabels === undefined || reached === 0 ? "not reached" : formatCount(medianLabels),
  },
  { title: "repeats that got there", needs: "reached", text: ({ reached }) => reached?.toString() ?? "–" },
  { title: "labels by the first's (95 %)", needs: "ratio", text: ratioText },
  { title: "cold starts", text: ({ coldStarts }) => formatCount(coldStarts) },
  {
    title: "wrong certificates",
    needs: "audits",
    text: ({ audits, auditsMissed }) => (audits === undefined ? "–" : `${auditsMissed ?? 0} of ${audits}`),
  },
  { title: "a round", text: ({ secondsPerRound }) => formatDuration(secondsPerRound) },
];

function ratioText({ ratio, interval }: Search): string {
  if (ratio === undefined) return "–";
  const [low, high] = interval ?? [];
  const bounds = low === undefined || high === undefined ? "" : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return ratio.toFixed(2) + bounds;
}
