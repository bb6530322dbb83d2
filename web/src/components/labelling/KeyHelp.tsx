import { useEffect, useRef, useState } from "react";
import { keyOf, type Remap, useRemap } from "../../hooks/keyRemap.ts";
import { namesOf } from "../../hooks/useKeys.ts";
import { useShortcuts } from "../../hooks/useShortcuts.ts";
import { digitClasses } from "./useLabellingKeys.ts";

/** The keys of a row as they are by default, and as {@link KeyMap} calls them where they can be changed. */
type Row = readonly [keys: readonly (string | readonly [shown: string, action: string])[], does: string];

const KEYS: readonly Row[] = [
  [
    [
      ["←", "arrowleft"],
      ["→", "arrowright"],
    ],
    "previous, next spectrum",
  ],
  [[["N", "n"]], "next spectrum without a label"],
  [[["U", "u"]], "undo (with Shift all equal labels of the last run)"],
  [[["R", "r"]], "redo"],
  [[["S", "s"]], "skip: it comes back at the end"],
  [[["0", "digit0"]], "take the label away; in a campaign: unsure"],
  [["Backspace"], "take the label away"],
  [[["C", "c"]], "comment"],
  [[["P", "p"]], "preprocessed, as observed, both"],
  [[["M", "m"]], "smoothing"],
  [[["L", "l"]], "spectral lines"],
  [["↑", "↓"], "shift the lines in redshift (with Shift ten times as far)"],
  [[["E", "e"]], "error band, where the survey gives it"],
  [[["V", "v"]], "axis: wavelength as observed, at rest, velocity about the line in view"],
  [[["W", "w"]], "windows around lines, measured by the server"],
  [[["O", "o"]], "mean of the labelled spectra of the next class, over the spectrum"],
  [["+", "−"], "zoom in, out; or drag in the plot, or turn the wheel (over the flux axis: in flux)"],
  [["[", "]"], "half a view to the left, to the right; or drag with Shift or the middle button"],
  [[["H", "h"]], "to Hα"],
  [[["Y", "y"]], "all of the flux, also samples far out"],
  [[["Z", "z"]], "the whole spectrum; or double-click"],
  [[["G", "g"]], "thumbnails: arrows move, digits label, Shift-click selects a range, X selects one"],
  [["?"], "this list"],
];

interface Props {
  open: boolean;
  classes: readonly string[];
  onClose: () => void;
}

/** Every key of the labelling page. A click on one, then another key, gives the action that other key. */
export function KeyHelp({ open, classes, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { enabled, setEnabled } = useShortcuts();
  const { remap, assign, reset } = useRemap();
  /** The action that waits for its new key. */
  const [waiting, setWaiting] = useState<string | undefined>();
  useEffect(() => {
    if (waiting === undefined) return;
    const onKey = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      if (["Shift", "Control", "Alt", "Meta", "CapsLock"].includes(event.key)) return;
      setWaiting(undefined);
      const [name] = namesOf(event);
      // Escape and the keys that move the focus belong to the dialog and to the browser.
      if (name !== undefined && !["escape", "tab", "enter", " ", "?"].includes(name)) assign(waiting, name);
    };
    // On the whole page: a click leaves the focus nowhere.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [waiting, assign]);
  const labels = digitClasses(classes).map(
    (name, i): Row => [[[String(i + 1), `digit${i + 1}`]], `label “${name}” and go on`],
  );
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
        {[...labels, ...KEYS].map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) =>
                typeof key === "string" ? (
                  <kbd key={key}>{key}</kbd>
                ) : (
                  <button
                    key={key[1]}
                    type="button"
                    className="key-change"
                    aria-label={`${does}: ${shownKey(key, remap)}, change the key`}
                    aria-pressed={waiting === key[1]}
                    onClick={() => setWaiting(waiting === key[1] ? undefined : key[1])}
                  >
                    <kbd>{waiting === key[1] ? "…" : shownKey(key, remap)}</kbd>
                  </button>
                ),
              )}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="small muted" role="status">
        {waiting === undefined ? "A click on a key changes it." : "Press the new key; Escape leaves it."}{" "}
        {Object.keys(remap).length > 0 && (
          <button type="button" className="button quiet small" onClick={reset}>
            All keys as they were
          </button>
        )}
      </p>
      <label className="check">
        <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
        Single keys act on the page (turn off for speech input)
      </label>
    </dialog>
  );
}

function shownKey([shown, action]: readonly [string, string], remap: Remap): string {
  const key = keyOf(action, remap);
  return key === action ? shown : keyWords(key);
}

/** How a key is shown that a person chose. */
export function keyWords(key: string): string {
  return key.replace(/^(digit|key|arrow)/, "").toUpperCase();
}
