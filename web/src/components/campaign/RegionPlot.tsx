import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { archivePathOf } from "../../api/archive.ts";
import { fullView, MARGIN, type Trace } from "../plot/drawSpectrum.ts";
import { SpectrumPlot } from "../plot/SpectrumPlot.tsx";
import type { Region } from "./plan.ts";
import { medianQuery } from "./queries.ts";

/** Points per ångström that a region gets when it is brushed: twice what LAMOST and SDSS resolve. */
const POINTS_PER_ANGSTROM = 2 / 3;
const FEWEST = 20;
const MOST = 4000;

interface Props {
  /** Directory of the archive, as it is written in the form. */
  directory: string;
  region: Region;
  onChange: (region: Region) => void;
}

/** The median of some spectra of the directory, on which the region is chosen by dragging. */
export function RegionPlot({ directory, region, onChange }: Props) {
  const path = archivePathOf(directory.trim());
  const sample = useQuery({ ...medianQuery(path), enabled: directory.trim() !== "" }).data;
  const traces = useMemo<readonly Trace[]>(
    () => (sample == null ? [] : [{ curve: sample.median, colour: "curve" }]),
    [sample],
  );
  const all = useMemo(() => fullView(traces), [traces]);
  if (directory.trim() === "") return null;
  if (sample === null) return <p className="small muted">No spectrum of this directory is known yet.</p>;
  if (sample === undefined || all === undefined) return <div className="region-plot" aria-busy="true" />;
  const part = (wave: number) => Math.min(1, Math.max(0, (wave - all.min) / (all.max - all.min)));
  const brushed = {
    "--from": part(region.start),
    "--to": part(region.end),
    "--left": `${MARGIN.left}px`,
    "--right": `${MARGIN.right}px`,
    "--top": `${MARGIN.top}px`,
    "--bottom": `${MARGIN.bottom}px`,
  } as React.CSSProperties;
  return (
    <div>
      <div className="region-plot">
        <SpectrumPlot
          traces={traces}
          view={undefined}
          allFlux={false}
          onAllFluxChange={() => {}}
          yLabel="flux, relative"
          title={`Median of ${sample.spectra} spectra of ${path}`}
          onViewChange={(view) => view !== undefined && onChange(brush(region, view.min, view.max))}
        />
        <div className="region-brush" style={brushed} aria-hidden="true" />
      </div>
      <p className="small muted">
        Median of {sample.spectra} spectra, each divided by its own. Drag across the part that is to be looked
        at, or choose it below.
      </p>
    </div>
  );
}

/** The region that was dragged; the line stays while it lies inside. */
export function brush(old: Region, from: number, to: number): Region {
  const [start, end] = [Math.round(from), Math.round(to)];
  const points = Math.round((end - start) * POINTS_PER_ANGSTROM);
  const holdsLine = old.line !== undefined && old.line > start && old.line < end;
  return {
    name: "own",
    start,
    end,
    points: Math.min(MOST, Math.max(FEWEST, points)),
    ...(holdsLine && { line: old.line }),
  };
}
