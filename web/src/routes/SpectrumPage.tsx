import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { fitsUrl, type Spectrum } from "../api/spectra.ts";
import { Icon } from "../components/Icon.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { nextSmoothing, shiftRedshift } from "../components/labelling/useLabellingKeys.ts";
import { Page } from "../components/Page.tsx";
import { type AxisKind, axisOf, lineInView, nextAxis } from "../components/plot/axis.ts";
import { fullView, type Trace } from "../components/plot/drawSpectrum.ts";
import { H_ALPHA, observedWave } from "../components/plot/lines.ts";
import { matched } from "../components/plot/overlay.ts";
import { type DrawnPlot, SpectrumPlot } from "../components/plot/SpectrumPlot.tsx";
import type { Range } from "../components/plot/scale.ts";
import { tracesOf } from "../components/plot/traces.ts";
import { centredOn, panBy, zoomBy } from "../components/plot/view.ts";
import { spectrumQuery } from "../components/spectra/queries.ts";
import { ExportMenu } from "../components/spectrum/ExportMenu.tsx";
import { HeaderCards } from "../components/spectrum/HeaderCards.tsx";
import { Neighbours } from "../components/spectrum/Neighbours.tsx";
import { Occurrences } from "../components/spectrum/Occurrences.tsx";
import { OverlayChoice } from "../components/spectrum/OverlayChoice.tsx";
import { SpectrumFacts } from "../components/spectrum/SpectrumFacts.tsx";
import { useKeys } from "../hooks/useKeys.ts";
import { useRemembered } from "../hooks/useRecent.ts";

const LineLens = lazy(() => import("../components/lens/LineLens.tsx"));

/** One spectrum of the archive, as observed. */
export function SpectrumPage() {
  const { filename = "" } = useParams();
  const [params] = useSearchParams();
  const directory = params.get("dir") ?? undefined;
  const query = useQuery(spectrumQuery(filename, directory));
  useRemembered(query.data?.meta.filename);
  const drawn = useRef<DrawnPlot | null>(null);
  return (
    <Page crumbs={[{ name: "Spectra", to: "/spectra" }, { name: filename }]}>
      <div className="title-row">
        <h1>{filename}</h1>
        <Neighbours />
        {query.data !== undefined && (
          <>
            <ExportMenu spectrum={query.data} drawn={drawn} />
            <a className="button" href={fitsUrl(filename, directory)} download>
              <Icon name="download" /> FITS
            </a>
          </>
        )}
      </div>
      <Loaded query={query}>
        {(spectrum) => (
          <div className="content-inner">
            <SpectrumView
              key={`${directory}/${filename}`}
              spectrum={spectrum}
              filename={filename}
              directory={directory}
              drawn={drawn}
            />
            <SpectrumFacts meta={spectrum.meta} />
            <HeaderCards filename={filename} directory={directory} />
            <Occurrences filename={filename} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

interface ViewProps {
  spectrum: Spectrum;
  filename: string;
  directory: string | undefined;
  drawn: React.RefObject<DrawnPlot | null>;
}

function SpectrumView({ spectrum, filename, directory, drawn }: ViewProps) {
  const { meta, curve } = spectrum;
  const [view, setView] = useState<Range | undefined>();
  const [allFlux, setAllFlux] = useState(false);
  const [smoothing, setSmoothing] = useState(1);
  const [showLines, setShowLines] = useState(false);
  const [showBand, setShowBand] = useState(false);
  const [showLens, setShowLens] = useState(false);
  const [axisKind, setAxisKind] = useState<AxisKind>("observed");
  const [axisLine, setAxisLine] = useState({ name: "Hα", wave: H_ALPHA });
  const [redshift, setRedshift] = useState(meta.redshift ?? 0);
  const [other, setOther] = useState<Spectrum | undefined>();
  const all = useMemo(() => fullView([{ curve, colour: "curve" }]) ?? { min: 0, max: 1 }, [curve]);
  const turnAxis = () => {
    setAxisLine(lineInView(view ?? all, redshift));
    setAxisKind(nextAxis);
  };
  useKeys({
    m: () => setSmoothing(nextSmoothing),
    l: () => setShowLines((on) => !on),
    e: () => setShowBand((on) => !on),
    w: () => setShowLens((on) => !on),
    v: turnAxis,
    z: () => setView(undefined),
    y: () => setAllFlux((on) => !on),
    h: () => setView((old) => centredOn(observedWave(H_ALPHA, redshift), old, all)),
    "+": () => setView((old) => zoomBy(old ?? all, all, 0.5)),
    "-": () => setView((old) => zoomBy(old ?? all, all, 2)),
    bracketleft: () => setView((old) => panBy(old ?? all, all, -0.5)),
    bracketright: () => setView((old) => panBy(old ?? all, all, 0.5)),
    arrowup: (event) => setRedshift((z) => shiftRedshift(z, event.shiftKey ? 10 : 1)),
    arrowdown: (event) => setRedshift((z) => shiftRedshift(z, event.shiftKey ? -10 : -1)),
  });
  const axis = useMemo(() => axisOf(axisKind, redshift, axisLine), [axisKind, redshift, axisLine]);
  const traces = useMemo<Trace[]>(() => {
    const own = tracesOf(curve, smoothing);
    if (other === undefined) return own;
    return [...own, { curve: matched(other.curve, curve, view ?? all), colour: "second", width: 1 }];
  }, [curve, smoothing, other, view, all]);
  return (
    <section className="panel" aria-label="Spectrum">
      <div className="panel-head">
        <div className="plot-controls" role="toolbar" aria-label="Plot">
          <Toggle k="M" on={smoothing > 1} onClick={() => setSmoothing(nextSmoothing)}>
            {smoothing > 1 ? `smooth ${smoothing}` : "smooth"}
          </Toggle>
          <Toggle k="L" on={showLines} onClick={() => setShowLines((on) => !on)}>
            lines
          </Toggle>
          <Toggle
            k="E"
            on={showBand}
            disabled={curve.sigma === undefined}
            onClick={() => setShowBand((on) => !on)}
          >
            error
          </Toggle>
          <Toggle k="V" on={axisKind !== "observed"} onClick={turnAxis}>
            {axisKind === "rest" ? "at rest" : axisKind === "velocity" ? axisLine.name : "as observed"}
          </Toggle>
          <Toggle k="W" on={showLens} onClick={() => setShowLens((on) => !on)}>
            measure lines
          </Toggle>
          {(showLines || showLens || axisKind !== "observed") && (
            <span className="small muted">z {redshift.toFixed(5).replace("-", "−")} (↑ ↓)</span>
          )}
          <OverlayChoice own={filename} onOther={setOther} />
        </div>
      </div>
      <div className="spectrum-hero">
        <SpectrumPlot
          traces={traces}
          view={view}
          onViewChange={setView}
          allFlux={allFlux}
          onAllFluxChange={setAllFlux}
          showBand={showBand}
          lineRedshift={showLines ? redshift : undefined}
          axis={axis}
          yLabel="flux, 10⁻¹⁷ erg s⁻¹ cm⁻² Å⁻¹"
          noiseOf={curve}
          drawn={drawn}
          title={meta.filename}
        />
      </div>
      {showLens && (
        <Suspense fallback={<p className="panel-body muted">Measuring…</p>}>
          <LineLens filename={filename} directory={directory} curve={curve} redshift={redshift} />
        </Suspense>
      )}
    </section>
  );
}

interface ToggleProps {
  k: string;
  on: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function Toggle({ k, on, disabled, onClick, children }: ToggleProps) {
  return (
    <button
      type="button"
      className="button quiet small"
      aria-pressed={on}
      disabled={disabled}
      onClick={onClick}
    >
      <kbd>{k}</kbd> {children}
    </button>
  );
}
