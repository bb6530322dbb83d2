import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { ApiError } from "../../api/problem.ts";
import type { PreparedSpectrum } from "../../api/spectra.ts";
import { formatCount } from "../../hooks/format.ts";
import { Loaded } from "../Loaded.tsx";
import { Pager } from "../Pager.tsx";
import type { Trace } from "../plot/drawSpectrum.ts";
import { CLASS_COLOURS, classColour } from "../plot/palette.ts";
import { SpectrumPlot } from "../plot/SpectrumPlot.tsx";
import type { Range } from "../plot/scale.ts";
import { Thumbnail } from "../plot/Thumbnail.tsx";
import { preparedPageQuery } from "../spectra/queries.ts";

const PAGE = 50;

/** The rows of a job's matrix as a table, with an overlay plot of any of them. */
export function PreparedBrowser({ jobId }: { jobId: string }) {
  const [params, setParams] = useSearchParams();
  const offset = Math.max(0, Number(params.get("row") ?? 0) || 0);
  const query = useQuery(preparedPageQuery(jobId, offset, PAGE));
  const [chosen, setChosen] = useState<readonly PreparedSpectrum[]>([]);
  const [view, setView] = useState<Range | undefined>();
  const [allFlux, setAllFlux] = useState(false);
  const first = query.data?.rows[0];
  const traces = useMemo<Trace[]>(() => {
    const plotted = chosen.length > 0 ? chosen : first === undefined ? [] : [first];
    return plotted.map(({ curve }, i) => ({
      curve,
      colour: plotted.length === 1 ? "curve" : i % CLASS_COLOURS,
    }));
  }, [chosen, first]);
  // A job type that makes no matrix has nothing to browse.
  if (query.error instanceof ApiError && query.error.status === 404) return null;
  const toggle = (row: PreparedSpectrum) =>
    setChosen((old) =>
      old.some(({ index }) => index === row.index)
        ? old.filter(({ index }) => index !== row.index)
        : [...old, row],
    );
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>
          Spectra {query.data !== undefined && <span className="muted">{formatCount(query.data.total)}</span>}
        </h2>
        {chosen.length > 0 && (
          <button type="button" className="button small" onClick={() => setChosen([])}>
            Clear the plot
          </button>
        )}
      </div>
      <Loaded query={query}>
        {({ rows, total }) => (
          <>
            <div className="overlay-plot">
              <SpectrumPlot
                traces={traces}
                view={view}
                onViewChange={setView}
                allFlux={allFlux}
                onAllFluxChange={setAllFlux}
                yLabel="flux, scaled"
                noiseOf={null}
                title={
                  chosen.length > 1
                    ? `${chosen.length} preprocessed spectra`
                    : ((chosen[0] ?? first)?.filename ?? "")
                }
              />
            </div>
            <RowTable rows={rows} chosen={chosen} onToggle={toggle} />
            <Pager
              offset={offset}
              limit={PAGE}
              total={total}
              onOffset={(next) => setParams(next === 0 ? {} : { row: String(next) }, { replace: true })}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

interface RowTableProps {
  rows: readonly PreparedSpectrum[];
  /** The rows that are plotted, in the order of their colours. */
  chosen: readonly PreparedSpectrum[];
  onToggle: (row: PreparedSpectrum) => void;
}

function RowTable({ rows, chosen, onToggle }: RowTableProps) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>Plot</th>
            <th className="number">Row</th>
            <th>Spectrum</th>
            <th>
              <span className="visually-hidden">Shape</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const place = chosen.findIndex(({ index }) => index === row.index);
            const accentColor =
              place >= 0 && chosen.length > 1 ? classColour(place % CLASS_COLOURS) : undefined;
            return (
              <tr key={row.index}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Plot ${row.filename}`}
                    checked={place >= 0}
                    style={{ accentColor }}
                    onChange={() => onToggle(row)}
                  />
                </td>
                <td className="number muted">{formatCount(row.index)}</td>
                <td>
                  <Link to={`/spectra/${encodeURIComponent(row.filename)}`}>{row.filename}</Link>
                </td>
                <td className="thumb-cell">
                  <Thumbnail curve={row.curve} title={`Shape of ${row.filename}`} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
