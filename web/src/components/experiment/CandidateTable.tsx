import { useQuery } from "@tanstack/react-query";
import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  getSortedRowModel,
  type SortingState,
  useReactTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import type { Job } from "../../api/jobs.ts";
import { type Labelling, labellingsCsvUrl } from "../../api/labellings.ts";
import { labellingsQuery, preparedQuery } from "../../api/queries.ts";
import { formatCount } from "../../hooks/format.ts";
import { ClassChip } from "../labelling/FactsPane.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { Thumbnail } from "../plot/Thumbnail.tsx";

/** Height of a row, in CSS pixels. */
const ROW = 48;

/** The discoveries of an iteration, sortable; 100,000 of them scroll like ten. */
export function CandidateTable({ job, classes }: { job: Job; classes: readonly string[] }) {
  const { data, error, refetch } = useQuery(labellingsQuery(job.id));
  const candidates = useMemo(() => data?.filter((item) => item.set === "CANDIDATE") ?? [], [data]);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (candidates.length === 0) {
    return (
      <p className="notice muted">
        Iteration {job.iteration ?? 0} lists no candidates; they are listed when <code>show_candidates</code>{" "}
        is set.
      </p>
    );
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
      <Candidates job={job} candidates={candidates} classes={classes} />
    </section>
  );
}

function columnsFor(classes: readonly string[]): ColumnDef<Labelling>[] {
  return [
    { accessorKey: "filename", header: "Spectrum" },
    {
      accessorKey: "prediction",
      header: "Predicted",
      cell: ({ row: { original } }) =>
        original.prediction === undefined ? "–" : <ClassChip name={original.prediction} classes={classes} />,
    },
    {
      accessorKey: "label",
      header: "Label",
      sortUndefined: 1,
      cell: ({ row: { original } }) =>
        original.label === undefined ? (
          <span className="muted">–</span>
        ) : (
          <ClassChip name={original.label} classes={classes} />
        ),
    },
    { accessorKey: "comment", header: "Comment", sortUndefined: 1 },
  ];
}

interface CandidatesProps {
  job: Job;
  candidates: Labelling[];
  classes: readonly string[];
}

function Candidates({ job, candidates, classes }: CandidatesProps) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const columns = useMemo(() => columnsFor(classes), [classes]);
  const table = useReactTable({
    data: candidates,
    columns,
    state: { sorting },
    onSortingChange: setSorting,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  const frame = useRef<HTMLDivElement>(null);
  const { rows } = table.getRowModel();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const visible = virtual.getVirtualItems();
  const above = visible[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <div ref={frame} className="table-wrap candidate-scroll">
      <table className="table">
        <thead>
          <tr>
            {table.getFlatHeaders().map((header) => (
              <th key={header.id} aria-sort={ariaSort(header.column.getIsSorted())}>
                <button type="button" className="sort" onClick={header.column.getToggleSortingHandler()}>
                  {flexRender(header.column.columnDef.header, header.getContext())}
                  {sortMark(header.column.getIsSorted())}
                </button>
              </th>
            ))}
            <th>
              <span className="visually-hidden">Shape</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {visible.map(({ index }) => {
            const row = rows[index];
            return (
              <tr key={row.id} style={{ height: ROW }}>
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id}>
                    {cell.column.id === "filename" ? (
                      <Link to={`/spectra/${encodeURIComponent(row.original.filename)}`}>
                        {row.original.filename}
                      </Link>
                    ) : (
                      flexRender(cell.column.columnDef.cell, cell.getContext())
                    )}
                  </td>
                ))}
                <td className="thumb-cell">
                  <Shape jobId={job.id} filename={row.original.filename} />
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

function Shape({ jobId, filename }: { jobId: string; filename: string }) {
  const { data } = useQuery(preparedQuery(jobId, filename));
  return <Thumbnail curve={data?.curve} title={`Shape of ${filename}`} />;
}

function ariaSort(sorted: false | "asc" | "desc"): "ascending" | "descending" | "none" {
  return sorted === false ? "none" : sorted === "asc" ? "ascending" : "descending";
}

function sortMark(sorted: false | "asc" | "desc"): string {
  return sorted === false ? "" : sorted === "asc" ? " ▲" : " ▼";
}
