import { useRef } from "react";
import { extent, padded, type Range, tickLabels, ticks, union } from "./scale.ts";
import { useSize } from "./useCanvas.ts";

/** One value of a chart; `low` is the lower end of its uncertainty. */
export interface ChartPoint {
  x: number;
  y: number;
  low?: number;
}

/** A named line of a chart. */
export interface Series {
  name: string;
  colour: string;
  points: readonly ChartPoint[];
}

interface Props {
  series: readonly Series[];
  xLabel: string;
  yLabel: string;
  /** What the chart shows, for those who cannot see it. */
  title: string;
  /** Fixed vertical range; from the data when absent. */
  yRange?: Range;
  /** Mark each value with a dot: right for few values. */
  dots?: boolean;
}

const MARGIN = { left: 44, right: 12, top: 10, bottom: 34 };

/**
 * A small chart of a few lines over whole numbers (epochs, iterations, labels). Our own, because a chart library would
 * need as much code again for bounds, themes and words for those who cannot see it, and a canvas beside this text.
 */
export function LineChart({ series, xLabel, yLabel, title, yRange, dots = false }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  const points = series.flatMap((line) => line.points);
  const xs = padded(extent(points.map((point) => point.x)) ?? { min: 0, max: 1 }, dots ? 0.04 : 0);
  const ys = yRange ?? padded(heights(points), 0.08);
  const innerWidth = Math.max(1, width - MARGIN.left - MARGIN.right);
  const innerHeight = Math.max(1, height - MARGIN.top - MARGIN.bottom);
  const x = (value: number) => MARGIN.left + ((value - xs.min) / (xs.max - xs.min)) * innerWidth;
  const y = (value: number) => MARGIN.top + (1 - (value - ys.min) / (ys.max - ys.min)) * innerHeight;
  const xTicks = ticks(xs, Math.max(2, innerWidth / 80)).filter(isWhole);
  const yTicks = ticks(ys, Math.max(2, innerHeight / 34));
  const xLabels = tickLabels(xTicks);
  const yLabels = tickLabels(yTicks);
  return (
    <div ref={frame} className="chart">
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={title}>
          <g className="chart-grid">
            {yTicks.map((tick) => (
              <line key={tick} x1={MARGIN.left} x2={MARGIN.left + innerWidth} y1={y(tick)} y2={y(tick)} />
            ))}
          </g>
          <g className="chart-text">
            {yTicks.map((tick, i) => (
              <text key={tick} x={MARGIN.left - 6} y={y(tick) + 4} textAnchor="end">
                {yLabels[i]}
              </text>
            ))}
            {xTicks.map((tick, i) => (
              <text key={tick} x={x(tick)} y={height - MARGIN.bottom + 16} textAnchor="middle">
                {xLabels[i]}
              </text>
            ))}
            <text className="chart-axis" x={MARGIN.left + innerWidth} y={height - 2} textAnchor="end">
              {xLabel}
            </text>
            <text className="chart-axis" x={MARGIN.left + 4} y={MARGIN.top + 4}>
              {yLabel}
            </text>
          </g>
          {series.map((line) => (
            <Line key={line.name} line={line} x={x} y={y} dots={dots} />
          ))}
        </svg>
      )}
    </div>
  );
}

// Multiples of 0.2 and the like carry the dust of binary fractions.
function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9;
}

function heights(points: readonly ChartPoint[]): Range {
  const low = extent(points.map((point) => point.low ?? point.y));
  return union(low, extent(points.map((point) => point.y))) ?? { min: 0, max: 1 };
}

interface LineProps {
  line: Series;
  x: (value: number) => number;
  y: (value: number) => number;
  dots: boolean;
}

function Line({ line, x, y, dots }: LineProps) {
  const known = line.points.filter((point) => Number.isFinite(point.y));
  const path = known
    .map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`)
    .join("");
  return (
    <g style={{ color: line.colour }}>
      <path d={path} className="chart-line" />
      {dots &&
        known.map((point) => (
          <g key={point.x}>
            {point.low !== undefined && (
              <line
                className="chart-bound"
                x1={x(point.x)}
                x2={x(point.x)}
                y1={y(point.y)}
                y2={y(point.low)}
              />
            )}
            <circle className="chart-dot" cx={x(point.x)} cy={y(point.y)} r={3.5}>
              <title>{`${line.name}: ${point.y.toFixed(3)}`}</title>
            </circle>
          </g>
        ))}
    </g>
  );
}
