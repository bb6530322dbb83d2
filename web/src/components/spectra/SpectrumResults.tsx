import type { UseQueryResult } from "@tanstack/react-query";
import type { KeyboardEvent, RefObject } from "react";
import { Link } from "react-router";
import type { FoundSpectra } from "../../api/archive.ts";
import { formatCount } from "../../hooks/format.ts";
import { Loaded } from "../Loaded.tsx";
import { EmptyState } from "../Notice.tsx";

interface Props {
  query: UseQueryResult<FoundSpectra>;
  /** The first link of the list gets the focus here. */
  list: RefObject<HTMLUListElement | null>;
  /** The keyboard leaves the list upwards. */
  onLeave: () => void;
}

/** Spectra whose names hold what was written; arrows move, Enter opens. */
export function SpectrumResults({ query, list, onLeave }: Props) {
  return (
    <section className="panel" aria-label="Found in the archive">
      <div className="panel-head">
        <h2>In the archive</h2>
        <span className="small muted" role="status">
          {query.data !== undefined && summaryOf(query.data)}
        </span>
      </div>
      <Loaded query={query}>
        {({ spectra, isComplete }) =>
          spectra.length === 0 ? (
            <EmptyState title={isComplete ? "No spectrum of this name" : "Nothing found yet"}>
              <p>Any part of a file name finds it, such as a plate, a date or a fibre.</p>
            </EmptyState>
          ) : (
            <ul ref={list} className="spectrum-results" onKeyDown={(event) => move(event, onLeave)}>
              {spectra.map(({ filename, directory }) => (
                <li key={`${directory}/${filename}`}>
                  <Link to={`/spectra/${encodeURIComponent(filename)}`} title={filename}>
                    <span className="file-name">{filename}</span>{" "}
                    <span className="file-name small muted" title={directory}>
                      {directory}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

/** How much was found, and whether there may be more. */
export function summaryOf({ total, spectra, isComplete }: FoundSpectra): string {
  const count =
    total === 0
      ? ""
      : total > spectra.length
        ? `the first ${spectra.length} of ${formatCount(total)}`
        : total === 1
          ? "1 spectrum"
          : `${formatCount(total)} spectra`;
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
