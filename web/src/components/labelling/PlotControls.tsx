import { type AxisKind, nextAxis } from "../plot/axis.ts";
import type { Settings, Source } from "./settings.ts";
import { nextMean, nextSmoothing, nextSource } from "./useLabellingKeys.ts";

interface Props {
  settings: Settings;
  classes: readonly string[];
  onChange: (change: Partial<Settings>) => void;
  onHelp: () => void;
}

const SOURCE_WORDS: Record<Source, string> = { prepared: "preprocessed", raw: "as observed", both: "both" };

const AXIS_WORDS: Record<AxisKind, string> = {
  observed: "observed",
  rest: "at rest",
  velocity: "velocity",
};

/** How the spectrum is shown; each control names its key. */
export function PlotControls({ settings, classes, onChange, onHelp }: Props) {
  const { grid, source, smoothing, lines, band, axis, mean, lens } = settings;
  return (
    <div className="plot-controls" role="toolbar" aria-label="Plot">
      {!grid && (
        <>
          <button
            type="button"
            className="button quiet small"
            onClick={() => onChange({ source: nextSource(source) })}
          >
            <kbd>P</kbd> {SOURCE_WORDS[source]}
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={smoothing > 1}
            onClick={() => onChange({ smoothing: nextSmoothing(smoothing) })}
          >
            <kbd>M</kbd> {smoothing > 1 ? `smooth ${smoothing}` : "smooth"}
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={lines}
            onClick={() => onChange({ lines: !lines })}
          >
            <kbd>L</kbd> lines
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={band}
            onClick={() => onChange({ band: !band })}
          >
            <kbd>E</kbd> error
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={axis !== "observed"}
            onClick={() => onChange({ axis: nextAxis(axis) })}
          >
            <kbd>V</kbd> {AXIS_WORDS[axis]}
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={mean !== ""}
            onClick={() => onChange({ mean: nextMean(classes, mean) })}
          >
            <kbd>O</kbd> {mean === "" ? "mean" : `mean ${mean}`}
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={lens}
            onClick={() => onChange({ lens: !lens })}
          >
            <kbd>W</kbd> measure
          </button>
        </>
      )}
      <button
        type="button"
        className="button quiet small"
        aria-pressed={grid}
        onClick={() => onChange({ grid: !grid })}
      >
        <kbd>G</kbd> grid
      </button>
      <button type="button" className="button quiet small" aria-label="Show all keys" onClick={onHelp}>
        <kbd>?</kbd>
      </button>
    </div>
  );
}
