import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LineName } from "../../api/lines.ts";
import type { Curve } from "../../api/spectra.ts";
import { ErrorNotice } from "../Notice.tsx";
import { LineCallout } from "./LineCallout.tsx";
import { linesQuery } from "./queries.ts";

interface Props {
  filename: string;
  directory?: string;
  curve: Curve;
  /** At which lines are looked for. */
  redshift: number;
}

/** The lines that tell most of Be and other hot stars; the others can be chosen. */
const USUAL: readonly LineName[] = ["h_alpha", "h_beta", "he_i_6678", "ca_k"];
const OTHERS: readonly (readonly [LineName, string])[] = [
  ["h_gamma", "Hγ"],
  ["h_delta", "Hδ"],
  ["he_i_4471", "He I 4471"],
  ["he_i_5876", "He I 5876"],
  ["he_i_7065", "He I 7065"],
  ["mg_ii_4481", "Mg II 4481"],
  ["ca_ii_8498", "Ca II 8498"],
  ["ca_ii_8542", "Ca II 8542"],
  ["ca_ii_8662", "Ca II 8662"],
];
/** Half widths of windows to choose from, in km/s. */
const WIDTHS = [300, 500, 1000, 2000, 4000];
/** Fixed windows around chosen lines, beside the spectrum, with what the server measures in them. */
export default function LineLens({ filename, directory, curve, redshift }: Props) {
  const [width, setWidth] = useState<number | undefined>(undefined);
  const [more, setMore] = useState<LineName | undefined>(undefined);
  const lines = more === undefined ? USUAL : [...USUAL, more];
  const query = useQuery(linesQuery(filename, directory, { lines, redshift, halfWidth: width }));
  return (
    <aside className="lens" aria-label="Lines" aria-busy={query.isFetching}>
      <div className="lens-choice">
        <label>
          window{" "}
          <select
            className="select"
            value={width ?? ""}
            onChange={(event) => setWidth(event.target.value === "" ? undefined : Number(event.target.value))}
          >
            <option value="">as suits the line</option>
            {WIDTHS.map((each) => (
              <option key={each} value={each}>
                ±{each} km/s
              </option>
            ))}
          </select>
        </label>
        <label>
          and{" "}
          <select
            className="select"
            value={more ?? ""}
            onChange={(event) =>
              setMore(event.target.value === "" ? undefined : (event.target.value as LineName))
            }
          >
            <option value="">no other line</option>
            {OTHERS.map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      {query.error !== null && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      <div className="callouts">
        {query.data?.lines.map((line) => (
          <LineCallout key={line.line} curve={curve} line={line} />
        ))}
      </div>
    </aside>
  );
}
