import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import type { Labelling } from "../../api/labellings.ts";
import type { Curve } from "../../api/spectra.ts";
import { ErrorNotice } from "../Notice.tsx";
import { axisOf, lineInView } from "../plot/axis.ts";
import { fullView, type Trace } from "../plot/drawSpectrum.ts";
import { SpectrumPlot } from "../plot/SpectrumPlot.tsx";
import { tracesOf } from "../plot/traces.ts";
import { preparedQuery, spectrumQuery } from "../spectra/queries.ts";
import type { Settings } from "./settings.ts";
import { useClassMean } from "./useClassMean.ts";
import { useRepeats } from "./useRepeats.ts";

const LineLens = lazy(() => import("../lens/LineLens.tsx"));

interface Props {
  jobId: string;
  filename: string;
  /** Other spectra of the same star. */
  sameStar: readonly string[];
  /** All that the job shows, whose labels make the means of classes. */
  items: readonly Labelling[];
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}

/** The spectrum that is to be labelled, as prepared for the model, as observed, or both. */
export function SpectrumPane(props: Props) {
  const { filename, settings } = props;
  const { source, lens } = settings;
  const plots = (
    <div className={source === "both" ? "spectrum-pane both" : "spectrum-pane"}>
      {source !== "raw" && <PreparedPlot {...props} />}
      {source !== "prepared" && <RawPlot {...props} />}
    </div>
  );
  if (!lens) return plots;
  return (
    <div className="with-lens">
      {plots}
      <Lens filename={filename} shift={settings.redshift} />
    </div>
  );
}

/** The lens needs the spectrum as observed, whatever the plot shows. */
function Lens({ filename, shift }: { filename: string; shift: number }) {
  const { data, error } = useQuery(spectrumQuery(filename));
  if (data === undefined)
    return <p className="lens muted">{error === null ? "Measuring…" : "Its file cannot be read."}</p>;
  const redshift = (data.meta.redshift ?? 0) + shift;
  return (
    <Suspense fallback={<p className="lens muted">Measuring…</p>}>
      <LineLens filename={filename} curve={data.curve} redshift={redshift} />
    </Suspense>
  );
}

function PreparedPlot({ jobId, filename, sameStar, items, settings, onChange }: Props) {
  const query = useQuery(preparedQuery(jobId, filename));
  const repeats = useRepeats(jobId, sameStar);
  const observed = useQuery(spectrumQuery(filename));
  const mean = useClassMean(jobId, items, settings.mean);
  return (
    <OnePlot
      curve={query.data?.curve}
      error={query.data === null ? new Error(`The job's result does not hold ${filename}.`) : query.error}
      onRetry={() => void query.refetch()}
      title={`${filename}, preprocessed`}
      yLabel="flux, scaled"
      stated={observed.data?.meta.redshift ?? 0}
      // Of scaled fluxes nobody can tell the noise: what is told is that of the observed ones.
      noiseOf={observed.data?.curve ?? null}
      mean={mean}
      repeats={repeats}
      settings={settings}
      onChange={onChange}
    />
  );
}

function RawPlot({ filename, settings, onChange }: Props) {
  const query = useQuery(spectrumQuery(filename));
  return (
    <OnePlot
      curve={query.data?.curve}
      error={query.error}
      onRetry={() => void query.refetch()}
      title={`${filename}, as observed`}
      yLabel="flux, 10⁻¹⁷ erg s⁻¹ cm⁻² Å⁻¹"
      stated={query.data?.meta.redshift ?? 0}
      settings={settings}
      onChange={onChange}
    />
  );
}

interface OnePlotProps {
  curve: Curve | undefined;
  error: unknown;
  onRetry: () => void;
  title: string;
  yLabel: string;
  /** Redshift of the spectrum's header. */
  stated: number;
  noiseOf?: Curve | null;
  /** The mean of a class, to compare with. */
  mean?: Curve;
  /** Other spectra of the star. */
  repeats?: readonly Curve[];
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}

function OnePlot(props: OnePlotProps) {
  const { curve, error, onRetry, title, yLabel, stated, noiseOf, mean, repeats, settings, onChange } = props;
  const { smoothing, lines, redshift, band, view, allFlux } = settings;
  const traces = useMemo<Trace[]>(() => {
    if (curve === undefined) return [];
    const others = (repeats ?? []).map((repeat): Trace => ({ curve: repeat, colour: "faint" }));
    const means: Trace[] = mean === undefined ? [] : [{ curve: mean, colour: "second" }];
    return [...tracesOf(curve, smoothing), ...others, ...means];
  }, [curve, smoothing, mean, repeats]);
  const z = stated + redshift;
  const axis = useMemo(() => {
    const shown = view ?? fullView(traces);
    return axisOf(settings.axis, z, lineInView(shown ?? { min: 0, max: 0 }, z));
  }, [settings.axis, z, view, traces]);
  if (curve === undefined && error !== null && error !== undefined) {
    return (
      <div className="spectrum-missing">
        <ErrorNotice error={error} onRetry={onRetry} />
      </div>
    );
  }
  return (
    <div className="spectrum-plot" aria-busy={curve === undefined}>
      {curve === undefined ? (
        <p className="spectrum-loading muted">Loading the spectrum…</p>
      ) : (
        <SpectrumPlot
          traces={traces}
          view={view}
          onViewChange={(next) => onChange({ view: next })}
          allFlux={allFlux}
          onAllFluxChange={(next) => onChange({ allFlux: next })}
          wheelZooms
          showBand={band}
          lineRedshift={lines ? z : undefined}
          axis={axis}
          yLabel={yLabel}
          noiseOf={noiseOf}
          title={title}
        />
      )}
    </div>
  );
}
