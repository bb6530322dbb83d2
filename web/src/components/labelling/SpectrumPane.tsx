import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Curve } from "../../api/spectra.ts";
import { ErrorNotice } from "../Notice.tsx";
import { SpectrumPlot } from "../plot/SpectrumPlot.tsx";
import { tracesOf } from "../plot/traces.ts";
import { preparedQuery, spectrumQuery } from "../spectra/queries.ts";
import type { Settings } from "./settings.ts";

interface Props {
  jobId: string;
  filename: string;
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}

/** The spectrum that is to be labelled, as prepared for the model, as observed, or both. */
export function SpectrumPane({ jobId, filename, settings, onChange }: Props) {
  const { source } = settings;
  return (
    <div className={source === "both" ? "spectrum-pane both" : "spectrum-pane"}>
      {source !== "raw" && (
        <PreparedPlot jobId={jobId} filename={filename} settings={settings} onChange={onChange} />
      )}
      {source !== "prepared" && (
        <RawPlot jobId={jobId} filename={filename} settings={settings} onChange={onChange} />
      )}
    </div>
  );
}

function PreparedPlot({ jobId, filename, settings, onChange }: Props) {
  const query = useQuery(preparedQuery(jobId, filename));
  const observed = useQuery(spectrumQuery(filename));
  return (
    <OnePlot
      curve={query.data?.curve}
      error={query.data === null ? new Error(`The job's result does not hold ${filename}.`) : query.error}
      onRetry={() => void query.refetch()}
      title={`${filename}, preprocessed`}
      yLabel="flux, scaled"
      stated={observed.data?.meta.redshift ?? 0}
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
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}

function OnePlot({ curve, error, onRetry, title, yLabel, stated, settings, onChange }: OnePlotProps) {
  const { smoothing, lines, redshift, band, view, allFlux } = settings;
  const traces = useMemo(() => (curve === undefined ? [] : tracesOf(curve, smoothing)), [curve, smoothing]);
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
          lineRedshift={lines ? stated + redshift : undefined}
          yLabel={yLabel}
          title={title}
        />
      )}
    </div>
  );
}
