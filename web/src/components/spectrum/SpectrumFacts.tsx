import type { SpectrumMeta } from "../../api/spectra.ts";
import { factsOf } from "../labelling/FactsPane.tsx";
import { CopyText } from "./CopyText.tsx";
import { skyLinks } from "./skyLinks.ts";

/** Facts that a click copies. */
const COPIED: Record<string, string> = {
  target: "the target",
  "RA Dec": "the position",
  degrees: "the position in degrees",
};

/** The header facts of a spectrum, and the way to what others know of its place in the sky. */
export function SpectrumFacts({ meta }: { meta: SpectrumMeta }) {
  const { ra, dec } = meta;
  return (
    <section className="panel panel-body" aria-label="Facts">
      <dl className="facts">
        {factsOf(meta).map(([name, value]) => (
          <div key={name} className="facts-row">
            <dt>{name}</dt>
            <dd>{COPIED[name] === undefined ? value : <CopyText text={value} what={COPIED[name]} />}</dd>
          </div>
        ))}
        {ra !== undefined && dec !== undefined && (
          <div className="facts-row">
            <dt>elsewhere</dt>
            <dd className="sky-links">
              {skyLinks(ra, dec).map(({ name, href }) => (
                <a key={name} href={href} target="_blank" rel="noreferrer noopener">
                  {name}
                </a>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
