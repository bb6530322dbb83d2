import type { UseQueryResult } from "@tanstack/react-query";
import type { KeyboardEvent, RefObject } from "react";
import { Link, useSearchParams } from "react-router";
import type { FoundSpectra, FoundSpectrum } from "../../api/archive.ts";
import { formatCoordinates, formatCount } from "../../hooks/format.ts";
import { Loaded } from "../Loaded.tsx";
import { EmptyState } from "../Notice.tsx";
import { Pager } from "../Pager.tsx";
import { foundPath } from "../spectrum/Neighbours.tsx";
import { FOUND_LIMIT } from "./queries.ts";

interface Props {
  query: UseQueryResult<FoundSpectra>;
  /** The first link of the list gets the focus here. */
  list: RefObject<HTMLUListElement | null>;
  /** How many come before the first. */
  offset: number;
  onOffset: (offset: number) => void;
  /** The keyboard leaves the list upwards. */
  onLeave: () => void;
}

/** Spectra that a search found; arrows move, Enter opens. */
export function SpectrumResults({ query, list, offset, onOffset, onLeave }: Props) {
  return (
    <section className="panel" aria-label="Found in the archive">
      <div className="panel-head">
        <h2>In the archive</h2>
        <span className="small muted" role="status">
          {query.data !== undefined && summaryOf(query.data)}
        </span>
      </div>
      <Loaded query={query}>
        {({ spectra, isComplete, total }) =>
          spectra.length === 0 ? (
            <EmptyState title={isComplete ? "No such spectrum" : "Nothing found yet"}>
              <p>Any part of a file name finds it, such as a plate, a date or a fibre.</p>
            </EmptyState>
          ) : (
            <>
              <ul ref={list} className="spectrum-results" onKeyDown={(event) => move(event, onLeave)}>
                {spectra.map((found, i) => (
                  <Row key={`${found.directory}/${found.filename}`} found={found} index={offset + i} />
                ))}
              </ul>
              <Pager offset={offset} limit={FOUND_LIMIT} total={total} onOffset={onOffset} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Row({ found, index }: { found: FoundSpectrum; index: number }) {
  const [params] = useSearchParams();
  const { filename, directory } = found;
  return (
    <li>
      <Link to={foundPath(found, params, index)} title={filename}>
        <span className="file-name">{filename}</span>{" "}
        <span className="file-name small muted" title={directory}>
          {directory}
        </span>
      </Link>
      <p className="small muted">{wordsOf(found)}</p>
    </li>
  );
}

/** What is known of a spectrum, in one line. */
export function wordsOf(found: FoundSpectrum): string {
  if (found.state === "unreadable") return `cannot be read: ${found.reason ?? "the reason is not known"}`;
  if (found.state === "waiting") return "its header has not been read yet";
  const number = (name: string, value: number | undefined, digits: number) =>
    value === undefined ? undefined : `${name} ${value.toFixed(digits).replace("-", "−")}`;
  const { ra, dec, distance } = found;
  const facts = [
    [found.class, found.subclass].filter((part) => part !== undefined).join(" "),
    number("S/N", found.snr, 1),
    number("mag", found.magnitude, 2),
    number("z", found.redshift, 5),
    ra === undefined || dec === undefined ? undefined : formatCoordinates(ra, dec),
    distance === undefined ? undefined : `${distance.toFixed(2)}″ away`,
    found.observedAt?.slice(0, 10),
  ];
  return (
    facts.filter((fact) => fact !== undefined && fact !== "").join(" · ") || "its header says nothing of it"
  );
}

/** How much was found, and whether there may be more. */
export function summaryOf({ total, isTotalExact, isComplete }: FoundSpectra): string {
  const all = total === 1 ? "1 spectrum" : `${formatCount(total)} spectra`;
  const count = total === 0 ? "" : isTotalExact ? all : `more than ${all}`;
  const wait = isComplete ? "" : "still looking through the archive…";
  return [count, wait].filter((part) => part !== "").join(" · ");
}

function move(event: KeyboardEvent<HTMLUListElement>, onLeave: () => void): void {
  const links = [...event.currentTarget.querySelectorAll("a")];
  const at = links.indexOf(event.target as HTMLAnchorElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (event.key !== "Escape" && to === undefined) return;
  event.preventDefault();
  if (to === undefined || to < 0) onLeave();
  else links[Math.min(to, links.length - 1)]?.focus();
}
