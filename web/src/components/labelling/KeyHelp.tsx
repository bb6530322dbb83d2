import { useEffect, useRef } from "react";
import { useShortcuts } from "../../hooks/useShortcuts.ts";

const KEYS: readonly [keys: string[], does: string][] = [
  [["1", "…", "9"], "label with that class and go on"],
  [["←", "→"], "previous, next spectrum"],
  [["N"], "next spectrum without a label"],
  [["U"], "undo (with Shift all equal labels of the last run)"],
  [["R"], "redo"],
  [["S"], "skip: it comes back at the end"],
  [["0"], "take the label away; in a campaign: unsure"],
  [["Backspace"], "take the label away"],
  [["C"], "comment"],
  [["P"], "preprocessed, as observed, both"],
  [["M"], "smoothing"],
  [["L"], "spectral lines"],
  [["↑", "↓"], "shift the lines in redshift (with Shift ten times as far)"],
  [["E"], "error band, where the survey gives it"],
  [["+", "−"], "zoom in, out; or drag in the plot, or turn the wheel"],
  [["[", "]"], "half a view to the left, to the right; or drag with Shift or the middle button"],
  [["H"], "to Hα"],
  [["Y"], "all of the flux, also samples far out"],
  [["Z"], "the whole spectrum; or double-click"],
  [["G"], "thumbnails: arrows move, digits label, Shift-click selects a range, X selects one"],
  [["?"], "this list"],
];

/** Every key of the labelling page. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { enabled, setEnabled } = useShortcuts();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={onClose}>
      <div className="help-head">
        <h2 id="help-title">Keys</h2>
        <button type="button" className="button small" onClick={onClose}>
          Close
        </button>
      </div>
      <dl className="help-keys">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>{keys.map((key) => (key === "…" ? " … " : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
        Single keys act on the page (turn off for speech input)
      </label>
    </dialog>
  );
}
