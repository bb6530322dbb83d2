import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import type { Job } from "../../api/jobs.ts";
import { type Labelling, labellingsCsvUrl } from "../../api/labellings.ts";
import { formatCount } from "../../hooks/format.ts";
import { ClassChip } from "../labelling/ClassChip.tsx";
import { labellingsQuery } from "../labelling/queries.ts";
import { ErrorNotice } from "../Notice.tsx";
import { Thumbnail } from "../plot/Thumbnail.tsx";
import { preparedQuery } from "../spectra/queries.ts";
import { NUMBERS } from "./candidateNumbers.ts";
import {
  type CandidateKey,
  type CandidateOrder,
  nextOrder,
  ordered,
  parseOrder,
  withOrder,
} from "./candidateOrder.ts";

/** Height of a row, in CSS pixels. */
const ROW = 48;

interface Props {
  job: Job;
  classes: readonly string[];
  /** What is said where there are none. */
  whenEmpty: ReactNode;
  /** What the known stars among the spectra are called, by the names of these; absent where nobody has looked. */
  known?: ReadonlyMap<string, string>;
  /** Where spectra that are like one are shown; absent where nothing is known of likeness. */
  similarPath?: (filename: string) => string;
}

/** The discoveries of an iteration, sortable; 100,000 of them scroll like ten. The order is in the address. */
export function CandidateTable({ job, classes, whenEmpty, known, similarPath }: Props) {
  const { data, error, refetch } = useQuery(labellingsQuery(job.id));
  const candidates = useMemo(() => data?.filter((item) => item.set === "CANDIDATE") ?? [], [data]);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (candidates.length === 0) {
    return <p className="notice muted">{whenEmpty}</p>;
  }
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>
          Candidates <span className="muted">{formatCount(candidates.length)}</span>
        </h2>
        <Link className="button small" to={`/jobs/${job.id}/label?set=CANDIDATE&grid=1`}>
          Look through them
        </Link>
        <a className="button small" href={`${labellingsCsvUrl(job.id)}&spectrum_set=CANDIDATE`} download>
          CSV
        </a>
      </div>
      <Candidates
        job={job}
        candidates={candidates}
        classes={classes}
        known={known}
        similarPath={similarPath}
      />
    </section>
  );
}

interface Column {
  key: CandidateKey;
  title: string;
  /** What the column means, where its word does not say it. */
  hint?: string;
  isNumber?: boolean;
  cell: (item: Labelling, classes: readonly string[]) => ReactNode;
}

const COLUMNS: readonly Column[] = [
  {
    key: "name",
    title: "Spectrum",
    cell: ({ filename }) => (
      <Link to={`/spectra/${encodeURIComponent(filename)}`} title={filename}>
        {filename}
      </Link>
    ),
  },
  { key: "class", title: "Predicted", cell: ({ prediction }, classes) => chip(prediction, classes) },
  ...NUMBERS.map(
    ({ key, title, hint, value, show }): Column => ({
      key,
      title,
      hint,
      isNumber: true,
      cell: (item) => orDash(value(item), show),
    }),
  ),
  { key: "label", title: "Label", cell: ({ label }, classes) => chip(label, classes) },
  {
    key: "comment",
    title: "Comment",
    cell: ({ comment }) => <span title={comment}>{comment}</span>,
  },
];

function chip(name: string | undefined, classes: readonly string[]) {
  return orDash(name, (known) => <ClassChip name={known} classes={classes} />);
}

function orDash<T>(value: T | undefined, show: (value: T) => ReactNode): ReactNode {
  return value === undefined ? <span className="muted">–</span> : show(value);
}

interface CandidatesProps {
  job: Job;
  candidates: readonly Labelling[];
  classes: readonly string[];
  known: Props["known"];
  similarPath: Props["similarPath"];
}

function Candidates({ job, candidates, classes, known, similarPath }: CandidatesProps) {
  const [params, setParams] = useSearchParams();
  const { key, desc } = parseOrder(params);
  const rows = useMemo(() => ordered(candidates, { key, desc }, classes), [candidates, key, desc, classes]);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const visible = virtual.getVirtualItems();
  const above = visible[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const choose = (next: CandidateOrder) => {
    setParams((old) => withOrder(old, next), { replace: true });
    // A new order is read from its beginning.
    virtual.scrollToOffset(0);
  };
  return (
    <div ref={frame} className="table-wrap candidate-scroll">
      <table className="table candidate-table" aria-label="Candidates" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <ColumnHead
                key={column.key}
                column={column}
                sorted={column.key === key ? (desc ? "descending" : "ascending") : "none"}
                onChoose={() => choose(nextOrder({ key, desc }, column.key))}
              />
            ))}
            {known !== undefined && <th>Known as</th>}
            {similarPath !== undefined && (
              <th>
                <span className="visually-hidden">Like it</span>
              </th>
            )}
            <th className="candidate-shape">
              <span className="visually-hidden">Shape</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {visible.map(({ index }) => {
            const item = rows[index];
            return (
              <tr key={item.id} aria-rowindex={index + 2} style={{ height: ROW }}>
                {COLUMNS.map(({ key: column, isNumber, cell }) => (
                  <td key={column} className={isNumber ? "number" : undefined}>
                    {cell(item, classes)}
                  </td>
                ))}
                {known !== undefined && <td>{orDash(known.get(item.filename), (star) => star)}</td>}
                {similarPath !== undefined && (
                  <td>
                    <Link to={similarPath(item.filename)}>more like this</Link>
                  </td>
                )}
                <td className="thumb-cell">
                  <Shape jobId={job.id} filename={item.filename} />
                </td>
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

interface ColumnHeadProps {
  column: Column;
  sorted: "ascending" | "descending" | "none";
  onChoose: () => void;
}

function ColumnHead({ column, sorted, onChoose }: ColumnHeadProps) {
  const { key, title, hint, isNumber } = column;
  return (
    <th className={`candidate-${key}${isNumber ? " number" : ""}`} aria-sort={sorted}>
      <button type="button" className="sort" title={hint} onClick={onChoose}>
        {title}
        <span className="sort-mark" aria-hidden="true">
          {sorted === "none" ? "" : sorted === "ascending" ? "▲" : "▼"}
        </span>
      </button>
    </th>
  );
}

function Shape({ jobId, filename }: { jobId: string; filename: string }) {
  const { data } = useQuery(preparedQuery(jobId, filename));
  return <Thumbnail curve={data?.curve} title={`Shape of ${filename}`} />;
}
