import { useCallback, useRef } from "react";
import type { Curve } from "../../api/spectra.ts";
import { useTheme } from "../../hooks/useTheme.ts";
import { type Pen, traceCurve } from "./curvePath.ts";
import { paletteOf } from "./palette.ts";
import { extent, padded, type Range } from "./scale.ts";
import { useDrawing, useSize } from "./useCanvas.ts";

interface Props {
  curve: Curve | undefined;
  /** Wavelengths in view; all when absent. */
  view?: Range;
  title: string;
}

/** A spectrum without axes, as small as its box. */
export function Thumbnail({ curve, view, title }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const { theme } = useTheme();
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.clearRect(0, 0, size.width, size.height);
      if (curve !== undefined)
        drawSmall(context, size.width, size.height, curve, view, paletteOf(theme).curve);
    },
    [curve, view, size, theme],
  );
  useDrawing(canvas, size, draw);
  return (
    <div ref={frame} className="thumbnail">
      <canvas ref={canvas} role="img" aria-label={title} />
    </div>
  );
}

/** Draws a curve into a box of `width` × `height` pixels: every sample in view is within its column's stroke. */
export function drawSmall(
  context: Pen & Pick<CanvasRenderingContext2D, "strokeStyle" | "lineWidth" | "beginPath" | "stroke">,
  width: number,
  height: number,
  curve: Curve,
  view: Range | undefined,
  colour: string,
): void {
  const { wave, flux } = curve;
  const xs = view ?? { min: wave[0], max: wave[wave.length - 1] };
  const ys = padded(extent(flux, wave, xs) ?? { min: 0, max: 1 }, 0.08);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  const x = (value: number) => ((value - xs.min) / (xs.max - xs.min)) * width;
  const y = (value: number) => (1 - (value - ys.min) / (ys.max - ys.min)) * height;
  traceCurve(context, curve, xs, width, x, y);
  context.stroke();
}
