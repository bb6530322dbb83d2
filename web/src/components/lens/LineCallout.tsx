import { useCallback, useRef } from "react";
import type { LineMeasurement } from "../../api/lines.ts";
import type { Curve } from "../../api/spectra.ts";
import { useTheme } from "../../hooks/useTheme.ts";
import { traceCurve } from "../plot/curvePath.ts";
import { LIGHT_KM_S } from "../plot/lines.ts";
import { type Palette, paletteOf } from "../plot/palette.ts";
import { extent, padded, type Range, steadyExtent } from "../plot/scale.ts";
import { useDrawing, useSize } from "../plot/useCanvas.ts";
import { lensNumbers } from "./lensNumbers.ts";

interface Props {
  curve: Curve;
  line: LineMeasurement;
}

/** Height of the axis below a callout's curve. */
const AXIS = 18;
const FONT = "11px system-ui, sans-serif";

/** One line in a fixed window of velocities, with what was measured of it. */
export function LineCallout({ curve, line }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const { theme } = useTheme();
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      drawCallout(context, size.width, size.height, curve, line, paletteOf(theme)),
    [curve, line, size, theme],
  );
  useDrawing(canvas, size, draw);
  const numbers = lensNumbers(line);
  return (
    <section className="callout" aria-label={line.title}>
      <h3>
        {line.title} <span className="small muted">{line.wave.toFixed(1)} Å</span>
      </h3>
      <div ref={frame} className="callout-plot">
        <canvas ref={canvas} role="img" aria-label={`${line.title} within ±${line.reach.toFixed(0)} km/s`} />
      </div>
      {line.reason === undefined ? (
        <dl className="callout-numbers">
          {numbers.map(([name, value, meaning]) => (
            <div key={name}>
              <dt title={meaning}>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="small muted">{line.reason}</p>
      )}
    </section>
  );
}

function drawCallout(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  curve: Curve,
  line: LineMeasurement,
  palette: Palette,
): void {
  context.clearRect(0, 0, width, height);
  const wave = (velocity: number) => line.wave * (1 + velocity / LIGHT_KM_S);
  const view: Range = { min: wave(-line.reach), max: wave(line.reach) };
  const plotHeight = height - AXIS;
  const x = (at: number) => ((at - view.min) / (view.max - view.min)) * width;
  context.fillStyle = palette.band;
  context.fillRect(
    x(wave(-line.halfWidth)),
    0,
    x(wave(line.halfWidth)) - x(wave(-line.halfWidth)),
    plotHeight,
  );
  context.font = FONT;
  context.fillStyle = palette.text;
  context.textBaseline = "top";
  for (const velocity of [-line.halfWidth, 0, line.halfWidth]) {
    context.textAlign = "center";
    context.fillText(velocity.toFixed(0).replace("-", "−"), x(wave(velocity)), plotHeight + 4);
  }
  context.strokeStyle = palette.grid;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(x(line.wave)) + 0.5, 0);
  context.lineTo(Math.round(x(line.wave)) + 0.5, plotHeight);
  context.stroke();
  const shown = steadyExtent(curve, view) ?? extent(curve.flux, curve.wave, view);
  if (shown === undefined) return;
  const ys = padded(shown, 0.08);
  const y = (flux: number) => (1 - (flux - ys.min) / (ys.max - ys.min)) * plotHeight;
  context.save();
  context.beginPath();
  context.rect(0, 0, width, plotHeight);
  context.clip();
  if (line.continuum !== undefined) {
    const { level, slope } = line.continuum;
    context.strokeStyle = palette.line;
    context.setLineDash([4, 3]);
    context.beginPath();
    for (const at of [view.min, view.max]) context.lineTo(x(at), y(level + slope * (at - line.wave)));
    context.stroke();
    context.setLineDash([]);
  }
  const { sigma } = curve;
  const trace = (colour: string, isShown?: (index: number) => boolean) => {
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    context.beginPath();
    traceCurve(context, curve, view, width, x, y, isShown);
    context.stroke();
  };
  // What the survey gives no weight to is there, but only faintly.
  if (sigma !== undefined) trace(palette.faint);
  trace(palette.curve, sigma === undefined ? undefined : (i) => Number.isFinite(sigma[i]));
  context.restore();
}
