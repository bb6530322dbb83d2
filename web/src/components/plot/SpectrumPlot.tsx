import { useCallback, useMemo, useRef } from "react";
import { formatFlux } from "../../hooks/format.ts";
import { useTheme } from "../../hooks/useTheme.ts";
import { drawSpectrum, fullView, MARGIN, type Scene, type Trace } from "./drawSpectrum.ts";
import { paletteOf } from "./palette.ts";
import { extent, type Range } from "./scale.ts";
import { useDrawing, useSize } from "./useCanvas.ts";
import { usePlotPointer } from "./usePlotPointer.ts";
import type { View } from "./view.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";

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
  yLabel?: string;
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
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const xLabel = "wavelength, Å";
      const scene: Scene = { traces, view: shown, allFlux, showBand, lineRedshift, xLabel, yLabel };
      drawSpectrum(context, size.width, size.height, scene, paletteOf(theme));
    },
    [traces, shown, allFlux, showBand, lineRedshift, yLabel, size, theme],
  );
  useDrawing(canvas, size, draw);
  const pointer = usePlotPointer({ frame, cross, readout, selection }, canvas, {
    traces,
    shown,
    all,
    width: Math.max(1, size.width - MARGIN.left - MARGIN.right),
    onViewChange,
    wheelZooms: props.wheelZooms ?? false,
  });
  return (
    <div ref={frame} className="plot">
      <canvas
        ref={canvas}
        role="img"
        aria-label={describe(title, traces, shown)}
        {...pointer}
        onDoubleClick={() => onViewChange(undefined)}
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

function describe(title: string, traces: readonly Trace[], view: Range): string {
  const curve = traces[0]?.curve;
  const range = curve === undefined ? undefined : extent(curve.flux, curve.wave, view);
  if (curve === undefined || range === undefined) return `${title}: no data in view`;
  const waves = `${view.min.toFixed(0)} to ${view.max.toFixed(0)} ångström`;
  return `${title}: ${curve.wave.length} points, ${waves}, flux from ${formatFlux(range.min)} to ${formatFlux(range.max)}`;
}
