import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { fitsUrl, type Spectrum } from "../api/spectra.ts";
import { Icon } from "../components/Icon.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { factsOf } from "../components/labelling/FactsPane.tsx";
import { nextSmoothing, shiftRedshift } from "../components/labelling/useLabellingKeys.ts";
import { Page } from "../components/Page.tsx";
import { fullView } from "../components/plot/drawSpectrum.ts";
import { H_ALPHA, observedWave } from "../components/plot/lines.ts";
import { SpectrumPlot } from "../components/plot/SpectrumPlot.tsx";
import type { Range } from "../components/plot/scale.ts";
import { tracesOf } from "../components/plot/traces.ts";
import { centredOn, panBy, zoomBy } from "../components/plot/view.ts";
import { spectrumQuery } from "../components/spectra/queries.ts";
import { useKeys } from "../hooks/useKeys.ts";
import { useRemembered } from "../hooks/useRecent.ts";

/** One spectrum of the archive, as observed. */
export function SpectrumPage() {
  const { filename = "" } = useParams();
  const [params] = useSearchParams();
  const directory = params.get("dir") ?? undefined;
  const query = useQuery(spectrumQuery(filename, directory));
  useRemembered(query.data?.meta.filename);
  return (
    <Page crumbs={[{ name: "Spectra", to: "/spectra" }, { name: filename }]}>
      <div className="title-row">
        <h1>{filename}</h1>
        <a className="button" href={fitsUrl(filename, directory)} download>
          <Icon name="download" /> FITS
        </a>
      </div>
      <Loaded query={query}>{(spectrum) => <SpectrumView spectrum={spectrum} />}</Loaded>
    </Page>
  );
}

function SpectrumView({ spectrum }: { spectrum: Spectrum }) {
  const { meta, curve } = spectrum;
  const [view, setView] = useState<Range | undefined>();
  const [allFlux, setAllFlux] = useState(false);
  const [smoothing, setSmoothing] = useState(1);
  const [showLines, setShowLines] = useState(false);
  const [showBand, setShowBand] = useState(false);
  const [redshift, setRedshift] = useState(meta.redshift ?? 0);
  const all = fullView([{ curve, colour: "curve" }]) ?? { min: 0, max: 1 };
  useKeys({
    m: () => setSmoothing(nextSmoothing),
    l: () => setShowLines((on) => !on),
    e: () => setShowBand((on) => !on),
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
  const traces = useMemo(() => tracesOf(curve, smoothing), [curve, smoothing]);
  return (
    <div className="content-inner">
      <section className="panel">
        <div className="panel-head">
          <div className="plot-controls" role="toolbar" aria-label="Plot">
            <button
              type="button"
              className="button quiet small"
              aria-pressed={smoothing > 1}
              onClick={() => setSmoothing(nextSmoothing)}
            >
              <kbd>M</kbd> {smoothing > 1 ? `smooth ${smoothing}` : "smooth"}
            </button>
            <button
              type="button"
              className="button quiet small"
              aria-pressed={showLines}
              onClick={() => setShowLines((on) => !on)}
            >
              <kbd>L</kbd> lines
            </button>
            {showLines && (
              <span className="small muted">z {redshift.toFixed(5).replace("-", "−")} (↑ ↓)</span>
            )}
            <button
              type="button"
              className="button quiet small"
              aria-pressed={showBand}
              disabled={curve.sigma === undefined}
              onClick={() => setShowBand((on) => !on)}
            >
              <kbd>E</kbd> error
            </button>
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
            yLabel="flux, 10⁻¹⁷ erg s⁻¹ cm⁻² Å⁻¹"
            title={meta.filename}
          />
        </div>
      </section>
      <section className="panel panel-body">
        <dl className="facts">
          {factsOf(meta).map(([name, value]) => (
            <div key={name} className="facts-row">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
