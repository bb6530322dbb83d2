import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Curve } from "../../api/spectra.ts";
import { formatFlux } from "../../hooks/format.ts";
import { useTheme } from "../../hooks/useTheme.ts";
import { type Axis, OBSERVED } from "./axis.ts";
import { drawSpectrum, fullView, MARGIN, type Scene, type Trace } from "./drawSpectrum.ts";
import { paletteOf } from "./palette.ts";
import { extent, type Range, WHOLE, zoomPart } from "./scale.ts";
import { snrInView, snrWords } from "./snr.ts";
import { useDrawing, useSize } from "./useCanvas.ts";
import { usePlotPointer } from "./usePlotPointer.ts";
import type { View } from "./view.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";

/** A plot as it is drawn, for whoever makes a file of it; sizes in CSS pixels. */
export interface DrawnPlot {
  scene: Scene;
  width: number;
  height: number;
}

interface Props {
  traces: readonly Trace[];
  /** Wavelengths in view; `undefined` shows all. The caller keeps it, so that it survives the next spectrum. */
  view: View;
  onViewChange: (view: View) => void;
  /** Whether the flux axis holds every sample; else a few that lie far out are cut. */
  allFlux: boolean;
  onAllFluxChange: (allFlux: boolean) => void;
  /** The wheel zooms without Ctrl: right where the page does not scroll. */
  wheelZooms?: boolean;
  showBand?: boolean;
  lineRedshift?: number;
  /** What the horizontal axis says; wavelengths as observed when absent. */
  axis?: Axis;
  yLabel?: string;
  /** The curve whose signal-to-noise ratio in view is told; the first of the traces when absent, `null` for none. */
  noiseOf?: Curve | null;
  /** Is given what is drawn. */
  drawn?: RefObject<DrawnPlot | null>;
  /** What the plot shows, for those who cannot see it. */
  title: string;
}

/** The spectrum as the hero of a page: drag to zoom, double-click for all of it, a readout under the pointer. */
export function SpectrumPlot(props: Props) {
  const {
    traces,
    view,
    onViewChange,
    allFlux,
    onAllFluxChange,
    showBand = false,
    lineRedshift,
    axis = OBSERVED,
    title,
  } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cross = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  const selection = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const { theme } = useTheme();

  const all = useMemo(() => fullView(traces) ?? { min: 0, max: 1 }, [traces]);
  const shown = view !== undefined && view.max > all.min && view.min < all.max ? view : all;
  const yLabel = props.yLabel ?? "flux";
  // A part, not fluxes: it suits the next spectrum too.
  const [fluxPart, setFluxPart] = useState(WHOLE);
  const noiseOf = props.noiseOf === undefined ? traces[0]?.curve : props.noiseOf;
  const { min, max } = shown;
  const snr = useMemo(
    () => (noiseOf == null ? undefined : snrInView(noiseOf, { min, max })),
    [noiseOf, min, max],
  );
  const scene = useMemo<Scene>(() => {
    const look = { allFlux, fluxPart, showBand, lineRedshift, axis, yLabel };
    return { traces, view: shown, ...look, note: snrWords(snr) };
  }, [traces, shown, allFlux, fluxPart, showBand, lineRedshift, axis, yLabel, snr]);
  const { drawn } = props;
  useEffect(() => {
    if (drawn !== undefined) drawn.current = { scene, width: size.width, height: size.height };
  }, [drawn, scene, size]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      drawSpectrum(context, size.width, size.height, scene, paletteOf(theme));
    },
    [scene, size, theme],
  );
  useDrawing(canvas, size, draw);
  const pointer = usePlotPointer({ frame, cross, readout, selection }, canvas, {
    traces,
    shown,
    all,
    axis,
    width: Math.max(1, size.width - MARGIN.left - MARGIN.right),
    height: Math.max(1, size.height - MARGIN.top - MARGIN.bottom),
    onViewChange,
    onFluxZoom: (factor, at) =>
      setFluxPart((part) => zoomPart(part, factor, part.min + at * (part.max - part.min))),
    wheelZooms: props.wheelZooms ?? false,
  });
  return (
    <div ref={frame} className="plot">
      <canvas
        ref={canvas}
        role="img"
        aria-label={describe(title, traces, shown, snrWords(snr))}
        data-flux={fluxPart === WHOLE ? "whole" : "part"}
        {...pointer}
        onDoubleClick={() => {
          setFluxPart(WHOLE);
          onViewChange(undefined);
        }}
      />
      <div ref={cross} className="plot-cross" hidden />
      <div ref={selection} className="plot-selection" hidden />
      <div ref={readout} className="plot-readout" hidden />
      <ZoomButtons
        shown={shown}
        all={all}
        onViewChange={onViewChange}
        allFlux={allFlux}
        onAllFluxChange={onAllFluxChange}
      />
    </div>
  );
}

function describe(title: string, traces: readonly Trace[], view: Range, snr: string | undefined): string {
  const curve = traces[0]?.curve;
  const range = curve === undefined ? undefined : extent(curve.flux, curve.wave, view);
  if (curve === undefined || range === undefined) return `${title}: no data in view`;
  const waves = `${view.min.toFixed(0)} to ${view.max.toFixed(0)} ångström`;
  return `${title}: ${curve.wave.length} points, ${waves}, flux from ${formatFlux(range.min)} to ${formatFlux(range.max)}${snr === undefined ? "" : `, ${snr}`}`;
}
