import type { Distribution, PreprocessingReport } from "../../api/results.ts";
import { formatCount, formatPercent } from "../../hooks/format.ts";

const WORDS: Record<string, string> = {
  snr: "S/N in the window",
  bad_fraction: "bad pixels",
  outside_fraction: "grid beyond the spectrum",
  spikes: "suspected spikes",
  resolving_power: "resolving power",
};

const QUANTILES = ["min", "p05", "p25", "median", "p75", "p95", "max"] as const;
const QUANTILE_WORDS = ["least", "5 %", "25 %", "median", "75 %", "95 %", "most"];

/** How good the spectra of a result are: quantiles of each measure, and its histogram as bars. */
export function QualityTable({ rows }: { rows: NonNullable<PreprocessingReport["quality"]> }) {
  return (
    <div className="table-wrap">
      <table className="table quality-table">
        <caption className="visually-hidden">Quality of the spectra</caption>
        <thead>
          <tr>
            <th>Quality</th>
            <th className="number">known</th>
            {QUANTILES.map((name, i) => (
              <th key={name} className="number">
                {QUANTILE_WORDS[i]}
              </th>
            ))}
            <th>distribution</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([measure, distribution]) => (
            <tr key={measure}>
              <th scope="row">{WORDS[measure] ?? measure}</th>
              <td className="number">{formatCount(distribution.known)}</td>
              {QUANTILES.map((name) => (
                <td key={name} className="number">
                  {valueText(measure, distribution.quantiles[name])}
                </td>
              ))}
              <td>
                <Bars measure={measure} histogram={distribution.histogram} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bars({ measure, histogram }: { measure: string; histogram: Distribution["histogram"] }) {
  const most = Math.max(1, ...histogram.map(({ spectra }) => spectra));
  if (histogram.length === 0) return <span className="muted">–</span>;
  const told = histogram.filter(({ spectra }) => spectra > 0).map((one) => classText(measure, one));
  return (
    <span className="quality-bars" role="img" aria-label={told.join("; ")}>
      {histogram.map((one) => (
        <span key={one.from} className="quality-bar" title={classText(measure, one)}>
          <span className="quality-fill" style={{ height: `${(100 * one.spectra) / most}%` }} />
        </span>
      ))}
    </span>
  );
}

function classText(measure: string, { from, below, spectra }: Distribution["histogram"][number]): string {
  const range =
    below === undefined
      ? `${valueText(measure, from)} and more`
      : `${valueText(measure, from)} to ${valueText(measure, below)}`;
  return `${range}: ${formatCount(spectra)}`;
}

function valueText(measure: string, value: number | undefined): string {
  if (value === undefined) return "–";
  // The first class of a share holds those without any: its end lies just above 0.
  if (measure.endsWith("_fraction")) return value < 1e-6 ? "0 %" : formatPercent(value);
  return value >= 100 || Number.isInteger(value) ? formatCount(Math.round(value)) : value.toPrecision(3);
}
