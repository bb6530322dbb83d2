import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { type ArchiveIndex, refreshArchiveIndex } from "../../api/archive.ts";
import { counted, formatCount } from "../../hooks/format.ts";
import { Age } from "../Age.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { ProgressBar } from "../ProgressBar.tsx";
import { archiveIndexQuery } from "./queries.ts";

/** How far the index of the archive is, what it could not read, and the way to have it look again. */
export function ArchiveIndexLine() {
  const client = useQueryClient();
  const { data } = useQuery(archiveIndexQuery);
  const refresh = useMutation({
    mutationFn: refreshArchiveIndex,
    onSuccess: () => client.invalidateQueries({ queryKey: archiveIndexQuery.queryKey }),
  });
  if (data === undefined) return null;
  return (
    <section aria-label="Index of the archive">
      <div className="subtitle small">
        <span role="status">{indexWords(data)}</span>
        {!data.isComplete && data.read + data.waiting > 0 && <ProgressBar progress={progressOf(data)} />}
        {data.completedAt !== undefined && (
          <span>
            looked through <Age date={data.completedAt} />
          </span>
        )}
        <button
          type="button"
          className="button quiet small"
          disabled={refresh.isPending}
          onClick={() => refresh.mutate()}
        >
          Look through it again
        </button>
      </div>
      {refresh.error !== null && <ErrorNotice error={refresh.error} onRetry={() => refresh.mutate()} />}
      {data.unreadable > 0 && <Unreadable index={data} />}
    </section>
  );
}

function Unreadable({ index }: { index: ArchiveIndex }) {
  return (
    <details className="small">
      <summary>{counted(index.unreadable, "file")} cannot be read as spectra</summary>
      <ul className="list-plain">
        {index.reasons.map(({ code, files, example }) => (
          <li key={code}>
            {formatCount(files)}: {example}
          </li>
        ))}
        <li>
          <Link to="/spectra?state=unreadable">Show these files</Link>
        </li>
      </ul>
    </details>
  );
}

function progressOf({ read, waiting, unreadable }: ArchiveIndex) {
  return { done: read + unreadable, total: read + unreadable + waiting, unit: "headers" };
}

/** How far it is, in words. */
export function indexWords({
  read,
  waiting,
  unreadable,
  directories,
  isComplete,
  isListing,
}: ArchiveIndex): string {
  const all = `${counted(read + waiting, "spectrum").replace(/spectrums$/, "spectra")} in ${directoryCount(directories)}`;
  if (isComplete) return all;
  if (isListing && read + waiting + unreadable === 0) return "looking through the archive…";
  return isListing ? `${all}, looking through the archive…` : `${all}, reading what they say…`;
}

function directoryCount(count: number): string {
  return count === 1 ? "1 directory" : `${formatCount(count)} directories`;
}
