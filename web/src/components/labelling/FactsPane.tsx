import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { type Labelling, SET_WORDS } from "../../api/labellings.ts";
import { preparedQuery, spectrumQuery } from "../../api/queries.ts";
import type { SpectrumMeta } from "../../api/spectra.ts";
import { formatCoordinates, formatPercent } from "../../hooks/format.ts";
import { classColour } from "../plot/palette.ts";

interface Props {
  jobId: string;
  item: Labelling;
  classes: readonly string[];
}

/** What is known of the spectrum beside its shape. */
export function FactsPane({ jobId, item, classes }: Props) {
  const { data } = useQuery(spectrumQuery(item.filename));
  const prepared = useQuery(preparedQuery(jobId, item.filename)).data;
  const probabilities = probabilitiesOf(prepared?.metadata, classes);
  return (
    <section className="facts-pane" aria-label="This spectrum">
      <h2 className="facts-name">
        <Link to={`/spectra/${encodeURIComponent(item.filename)}`} title={item.filename}>
          {item.filename}
        </Link>
      </h2>
      <p className="small muted">
        {SET_WORDS[item.set]} of iteration {item.iteration}
      </p>
      <ModelOpinion prediction={item.prediction} probabilities={probabilities} classes={classes} />
      <MetaFacts meta={data?.meta} />
    </section>
  );
}

interface OpinionProps {
  prediction: string | undefined;
  probabilities: readonly [string, number][];
  classes: readonly string[];
}

function ModelOpinion({ prediction, probabilities, classes }: OpinionProps) {
  if (prediction === undefined)
    return <p className="muted">No model yet: iteration 0 teaches the first one.</p>;
  if (probabilities.length === 0) {
    return (
      <p>
        model: <ClassChip name={prediction} classes={classes} />
      </p>
    );
  }
  return (
    <div className="opinion">
      <span className="small muted">model</span>
      {probabilities.map(([name, part]) => (
        <div className="opinion-row" key={name}>
          <ClassChip name={name} classes={classes} />
          <span
            className="opinion-bar"
            style={{ width: `${part * 100}%`, background: classColour(classes.indexOf(name)) }}
          />
          <span className="small">{formatPercent(part, 0)}</span>
        </div>
      ))}
    </div>
  );
}

/** A class by its colour and name. */
export function ClassChip({ name, classes }: { name: string; classes: readonly string[] }) {
  return (
    <span className="chip" style={{ "--chip": classColour(classes.indexOf(name)) } as React.CSSProperties}>
      {name}
    </span>
  );
}

/** Probabilities in a row's metadata, by class name or in the order of the classes; the likeliest first. */
export function probabilitiesOf(
  metadata: Record<string, unknown> | undefined,
  classes: readonly string[],
): [string, number][] {
  const given = metadata?.probabilities;
  if (typeof given !== "object" || given === null) return [];
  const pairs = Array.isArray(given)
    ? given.map((value, i): [string, unknown] => [classes[i] ?? String(i), value])
    : Object.entries(given);
  return pairs
    .filter((pair): pair is [string, number] => typeof pair[1] === "number")
    .sort((a, b) => b[1] - a[1]);
}

function MetaFacts({ meta }: { meta: SpectrumMeta | undefined }) {
  if (meta === undefined) return null;
  return (
    <dl className="facts">
      {factsOf(meta).map(([name, value]) => (
        <div key={name} className="facts-row">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The header facts of a spectrum as an astronomer writes them; what the file does not say is left out. */
export function factsOf(meta: SpectrumMeta): [name: string, value: string][] {
  const facts: [string, string | undefined][] = [
    ["target", meta.target],
    [
      "type",
      [meta.type, meta.subtype].filter((part) => part !== undefined && part !== "Non").join(" ") || undefined,
    ],
    ["z", redshiftOf(meta)],
    ["S/N", numbersByName(meta.snr)],
    ["mag", magnitudesOf(meta)],
    [
      "RA Dec",
      meta.ra === undefined || meta.dec === undefined ? undefined : formatCoordinates(meta.ra, meta.dec),
    ],
    [
      "degrees",
      meta.ra === undefined || meta.dec === undefined
        ? undefined
        : `${meta.ra.toFixed(5)} ${meta.dec < 0 ? "−" : "+"}${Math.abs(meta.dec).toFixed(5)}`,
    ],
    ["observed", meta.observedAt?.replace("T", " ")],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== "");
}

function redshiftOf({ redshift, redshiftError }: SpectrumMeta): string | undefined {
  if (redshift === undefined) return undefined;
  const value = redshift.toFixed(5).replace("-", "−");
  return redshiftError === undefined ? value : `${value} ± ${redshiftError.toFixed(5)}`;
}

function numbersByName(values: Record<string, number | undefined>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, number] => entry[1] !== undefined)
    .map(([name, value]) => `${name} ${value.toFixed(0)}`)
    .join("  ");
}

function magnitudesOf({ magnitudeType, magnitudes }: SpectrumMeta): string | undefined {
  // "ugrizjh" or "gri": one letter for each magnitude, in LAMOST's MAGTYPE.
  const names = [...(magnitudeType ?? "")];
  const known = magnitudes
    .map((value, i) => [names[i] ?? String(i + 1), value] as const)
    .filter(([, value]) => Number.isFinite(value));
  return known.length === 0
    ? undefined
    : known.map(([name, value]) => `${name} ${value.toFixed(2)}`).join("  ");
}
