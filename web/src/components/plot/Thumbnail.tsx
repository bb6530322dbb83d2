import { useCallback, useRef } from "react";
import type { Curve } from "../../api/spectra.ts";
import { useTheme } from "../../hooks/useTheme.ts";
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

function drawSmall(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { wave, flux }: Curve,
  view: Range | undefined,
  colour: string,
): void {
  const xs = view ?? { min: wave[0], max: wave[wave.length - 1] };
  const ys = padded(extent(flux, wave, xs) ?? { min: 0, max: 1 }, 0.08);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  // Two samples per pixel show all that such a small plot can show.
  const step = Math.max(1, Math.floor(wave.length / (width * 2)));
  let down = false;
  for (let i = 0; i < wave.length; i += step) {
    if (wave[i] < xs.min || wave[i] > xs.max || !Number.isFinite(flux[i])) {
      down = false;
      continue;
    }
    const x = ((wave[i] - xs.min) / (xs.max - xs.min)) * width;
    const y = (1 - (flux[i] - ys.min) / (ys.max - ys.min)) * height;
    if (down) context.lineTo(x, y);
    else context.moveTo(x, y);
    down = true;
  }
  context.stroke();
}
