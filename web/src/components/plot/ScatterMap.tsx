import { type PointerEvent, useCallback, useMemo, useRef } from "react";
import { useTheme } from "../../hooks/useTheme.ts";
import { paletteOf } from "./palette.ts";
import { extent, padded } from "./scale.ts";
import { useDrawing, useSize } from "./useCanvas.ts";

interface Props {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Class index of each point. */
  classes: ArrayLike<number>;
  /** Classes that are drawn faintly. */
  muted?: ReadonlySet<number>;
  highlighted?: number;
  onHover: (index: number | undefined) => void;
  onOpen: (index: number) => void;
  title: string;
}

/** Pointer distance, in CSS pixels, at which a point counts as meant. */
const REACH = 14;
const RADIUS = 3;

/** Points of a plane coloured by class; the pointer picks the nearest. */
export function ScatterMap({ x, y, classes, muted, highlighted, onHover, onOpen, title }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const { theme } = useTheme();
  const placed = useMemo(() => place(x, y, size.width, size.height), [x, y, size]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const palette = paletteOf(theme);
      context.clearRect(0, 0, size.width, size.height);
      for (let i = 0; i < placed.length; i += 1) {
        context.globalAlpha = muted?.has(classes[i]) ? 0.1 : 0.8;
        context.fillStyle = palette.classes[classes[i]] ?? palette.faint;
        context.beginPath();
        context.arc(placed[i][0], placed[i][1], RADIUS, 0, 2 * Math.PI);
        context.fill();
      }
      context.globalAlpha = 1;
      if (highlighted === undefined || placed[highlighted] === undefined) return;
      context.strokeStyle = palette.text;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(placed[highlighted][0], placed[highlighted][1], RADIUS + 4, 0, 2 * Math.PI);
      context.stroke();
    },
    [placed, classes, muted, highlighted, size, theme],
  );
  useDrawing(canvas, size, draw);

  const pick = (event: PointerEvent | React.MouseEvent): number | undefined => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined) return undefined;
    return nearest(
      placed,
      event.clientX - box.left,
      event.clientY - box.top,
      (i) => muted?.has(classes[i]) ?? false,
    );
  };
  return (
    <div ref={frame} className="scatter">
      <canvas
        ref={canvas}
        role="img"
        aria-label={title}
        onPointerMove={(event) => onHover(pick(event))}
        onPointerLeave={() => onHover(undefined)}
        onClick={(event) => {
          const index = pick(event);
          if (index !== undefined) onOpen(index);
        }}
      />
    </div>
  );
}

function place(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  width: number,
  height: number,
): [number, number][] {
  const xs = padded(extent(x) ?? { min: 0, max: 1 }, 0.05);
  const ys = padded(extent(y) ?? { min: 0, max: 1 }, 0.05);
  return Array.from(x, (value, i) => [
    ((value - xs.min) / (xs.max - xs.min)) * width,
    (1 - (y[i] - ys.min) / (ys.max - ys.min)) * height,
  ]);
}

function nearest(
  placed: readonly [number, number][],
  x: number,
  y: number,
  skip: (index: number) => boolean,
): number | undefined {
  let best: number | undefined;
  let bestSquare = REACH * REACH;
  for (let i = 0; i < placed.length; i += 1) {
    const square = (placed[i][0] - x) ** 2 + (placed[i][1] - y) ** 2;
    if (square < bestSquare && !skip(i)) {
      best = i;
      bestSquare = square;
    }
  }
  return best;
}
