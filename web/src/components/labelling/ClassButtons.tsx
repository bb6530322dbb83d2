import { UNSURE } from "../../api/campaigns.ts";
import { useDigitLegends } from "../../hooks/useDigitLegends.ts";
import { classColour } from "../plot/palette.ts";

interface Props {
  classes: readonly string[];
  current: string | undefined;
  /** Spectra that the next label goes to; 0 for the one that is shown. */
  selectedCount: number;
  canUndo: boolean;
  canRedo: boolean;
  onLabel: (name: string | null) => unknown;
  onSkip: () => unknown;
  /** Takes the last step back; `isRun` all the last equal labels. */
  onUndo: (isRun: boolean) => unknown;
  onRedo: () => unknown;
}

/** The decisions, each with its key. */
export function ClassButtons(props: Props) {
  const { classes, current, selectedCount, onLabel } = props;
  const isUnsureAnAnswer = classes.includes(UNSURE);
  const legendOf = useDigitLegends();
  return (
    <div className="class-buttons" role="toolbar" aria-label="Label">
      {classes.map((name, i) => (
        <button
          type="button"
          key={name}
          className="button class-button"
          aria-pressed={current === name}
          style={{ "--chip": classColour(i) } as React.CSSProperties}
          onClick={() => onLabel(name)}
        >
          {name === UNSURE ? <kbd>0</kbd> : i < 9 && <kbd>{legendOf(i + 1)}</kbd>}
          <span className="chip">{name === UNSURE ? "unsure" : name}</span>
        </button>
      ))}
      {selectedCount > 0 && <span className="small">{selectedCount} selected</span>}
      <span className="class-buttons-end">
        <button type="button" className="button quiet" onClick={props.onSkip}>
          <kbd>S</kbd> skip
        </button>
        <button
          type="button"
          className="button quiet"
          title="With Shift: all equal labels of the last run"
          disabled={!props.canUndo}
          onClick={(event) => props.onUndo(event.shiftKey)}
        >
          <kbd>U</kbd> undo
        </button>
        <button type="button" className="button quiet" disabled={!props.canRedo} onClick={props.onRedo}>
          <kbd>R</kbd> redo
        </button>
        <button
          type="button"
          className="button quiet"
          disabled={current === undefined}
          onClick={() => onLabel(null)}
        >
          <kbd>{isUnsureAnAnswer ? "⌫" : "0"}</kbd> clear
        </button>
      </span>
    </div>
  );
}
