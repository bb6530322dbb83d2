import { useSyncExternalStore } from "react";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { counted } from "../../hooks/format.ts";

/** Whether the labels are safe: saved, waiting for the server, or refused by it. */
export function SaveState() {
  useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.version);
  const { waiting, refused, durable } = labelOutbox.state;
  return (
    <span className="save-state" role="status">
      {refused > 0 && <span className="save-refused">{counted(refused, "label")} refused</span>}
      {waiting > 0 && <span className="save-waiting">{counted(waiting, "label")} waiting</span>}
      {waiting === 0 && refused === 0 && <span className="save-saved">saved ✓</span>}
      {!durable && <span className="save-refused">this browser cannot store: keep the tab open</span>}
    </span>
  );
}

/** The labels that the server refused, with its reason and the two ways out. */
export function RefusedLabels() {
  useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.version);
  const refused = labelOutbox.refused();
  if (refused.length === 0) return null;
  return (
    <div className="notice bad" role="alert">
      <p>
        The server refused {counted(refused.length, "label")}: {refused[0].refused}
      </p>
      <button type="button" className="button small" onClick={() => labelOutbox.retryRefused()}>
        Send again
      </button>
      <button type="button" className="button small danger" onClick={() => labelOutbox.discardRefused()}>
        Discard
      </button>
    </div>
  );
}
