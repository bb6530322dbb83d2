import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { hasTrained } from "../../api/estimates.ts";
import type { Job } from "../../api/jobs.ts";
import type { TrainingMap } from "../../api/results.ts";
import { formatCount } from "../../hooks/format.ts";
import { ErrorNotice } from "../Notice.tsx";
import { classColour } from "../plot/palette.ts";
import { ScatterMap } from "../plot/ScatterMap.tsx";
import { Thumbnail } from "../plot/Thumbnail.tsx";
import { preparedQuery } from "../spectra/queries.ts";
import { trainingMapQuery } from "./queries.ts";

/** The training set in the plane (t-SNE), coloured by class, with the counts of the classes as its legend. */
export function TrainingMapPanel({ job, classes }: { job: Job; classes: readonly string[] }) {
  const { data, error, refetch } = useQuery({
    ...trainingMapQuery(job.directory),
    enabled: hasTrained(job),
  });
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === null || data === undefined) return null;
  return <MapView map={data} job={job} classes={data.classes.length > 0 ? data.classes : classes} />;
}

interface MapViewProps {
  map: TrainingMap;
  job: Job;
  classes: readonly string[];
}

function MapView({ map, job, classes }: MapViewProps) {
  const navigate = useNavigate();
  const [hovered, setHovered] = useState<number | undefined>();
  const [muted, setMuted] = useState<ReadonlySet<number>>(new Set());
  const counts = useMemo(() => countsOf(map.labels, classes.length), [map, classes]);
  const toggle = (index: number) => {
    const next = new Set(muted);
    if (!next.delete(index)) next.add(index);
    setMuted(next);
  };
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Map of the training set</h2>
        <span className="small muted">{formatCount(map.x.length)} spectra, t-SNE</span>
      </div>
      <div className="panel-body map-body">
        <ScatterMap
          x={map.x}
          y={map.y}
          classes={map.labels}
          muted={muted}
          highlighted={hovered}
          onHover={setHovered}
          onOpen={(index) => {
            const name = map.filenames[index];
            if (name !== undefined) navigate(`/spectra/${encodeURIComponent(name)}`);
          }}
          title={`Map of ${map.x.length} training spectra: ${classes.map((name, i) => `${counts[i]} ${name}`).join(", ")}`}
        />
        <div className="legend">
          {classes.map((name, i) => (
            <button
              type="button"
              key={name}
              className="chip"
              aria-pressed={!muted.has(i)}
              style={{ "--chip": classColour(i) } as React.CSSProperties}
              onClick={() => toggle(i)}
            >
              {name} <span className="muted">{formatCount(counts[i])}</span>
            </button>
          ))}
        </div>
        <Hovered job={job} filename={hovered === undefined ? undefined : map.filenames[hovered]} />
      </div>
    </section>
  );
}

function countsOf(labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0 && label < classes) counts[label] += 1;
  return counts;
}

/** The spectrum under the pointer, small. The place is kept free: nothing jumps. */
function Hovered({ job, filename }: { job: Job; filename: string | undefined }) {
  const { data } = useQuery({ ...preparedQuery(job.id, filename ?? ""), enabled: filename !== undefined });
  return (
    <div className="map-hover" aria-hidden="true">
      {filename === undefined ? (
        <p className="small muted">Point at a spectrum to see it, click to open it.</p>
      ) : (
        <>
          <Thumbnail curve={data?.curve} title={filename} />
          <p className="small muted">{filename}</p>
        </>
      )}
    </div>
  );
}
