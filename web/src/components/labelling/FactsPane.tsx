import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { DRAW_WORDS, hidesOpinion, isBlind, type Labelling, SET_WORDS } from "../../api/labellings.ts";
import type { Prediction, SpectrumMeta } from "../../api/spectra.ts";
import { formatCoordinates } from "../../hooks/format.ts";
import { preparedQuery, spectrumQuery } from "../spectra/queries.ts";
import { ModelOpinion } from "./ModelOpinion.tsx";

interface Props {
  jobId: string;
  item: Labelling;
  classes: readonly string[];
}

/** What is known of the spectrum beside its shape. */
export function FactsPane({ jobId, item, classes }: Props) {
  const { data } = useQuery(spectrumQuery(item.filename));
  const prepared = useQuery(preparedQuery(jobId, item.filename)).data;
  return (
    <section className="facts-pane" aria-label="This spectrum">
      <h2 className="facts-name">
        <Link to={`/spectra/${encodeURIComponent(item.filename)}`} title={item.filename}>
          {item.filename}
        </Link>
      </h2>
      <p className="small muted">
        {item.draw === undefined
          ? `${SET_WORDS[item.set]} of iteration ${item.iteration}`
          : isBlind(item)
            ? DRAW_WORDS[item.draw]
            : `asked for: ${DRAW_WORDS[item.draw]}`}
      </p>
      <SameStar names={item.sameStar ?? []} />
      <Opinion item={item} prediction={prepared?.prediction} classes={classes} />
      <MetaFacts meta={data?.meta} />
    </section>
  );
}

/** Other spectra of the star, which are drawn faintly: one label is for all of them. */
function SameStar({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <details className="small">
      <summary>
        {names.length === 1 ? "1 more spectrum" : `${names.length} more spectra`} of this star
      </summary>
      <ul className="same-star">
        {names.map((name) => (
          <li key={name}>
            <Link to={`/spectra/${encodeURIComponent(name)}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface OpinionProps {
  item: Labelling;
  prediction: Prediction | undefined;
  classes: readonly string[];
}

// A person who measures the model must not know what it says; and a campaign's round without a model says nothing.
function Opinion({ item, prediction, classes }: OpinionProps) {
  if (hidesOpinion(item)) return null;
  if (item.draw !== undefined && prediction === undefined && item.prediction === undefined) return null;
  return <ModelOpinion item={item} prediction={prediction} classes={classes} />;
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
    ["observed", observedOf(meta)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== "");
}

function observedOf({ observedAt }: SpectrumMeta): string | undefined {
  return observedAt === undefined ? undefined : `${observedAt.replace("T", " ").replace(/Z$/, "")} UTC`;
}

function redshiftOf({ redshift, redshiftError }: SpectrumMeta): string | undefined {
  if (redshift === undefined) return undefined;
  const value = redshift.toFixed(5).replace("-", "−");
  return redshiftError === undefined ? value : `${value} ± ${redshiftError.toFixed(5)}`;
}

function numbersByName(values: Record<string, number | undefined>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, number] => entry[1] !== undefined)
    .map(([name, value]) => `${name}\u00a0${value.toFixed(0)}`)
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
    : known.map(([name, value]) => `${name}\u00a0${value.toFixed(2)}`).join("  ");
}
