import { shared } from "./browserStorage.ts";
import { connection } from "./connection.ts";
import { exclusiveSender } from "./exclusive.ts";
import { updateLabelling, updateLabellings } from "./labellings.ts";
import { Outbox } from "./outbox.ts";

/** The page's one outbox, shared with the other tabs through the browser's storage. */
export const labelOutbox = new Outbox({
  storage: shared,
  transport: { one: updateLabelling, many: updateLabellings },
  exclusive: exclusiveSender(shared),
});

/** Starts sending what an earlier visit left, and keeps the tabs in step. Called once, when the page starts. */
export function startLabelOutbox(): void {
  window.addEventListener("storage", (event) => labelOutbox.storageChanged(event.key, event.oldValue));
  window.addEventListener("online", () => void labelOutbox.flush());
  connection.subscribe((state) => {
    if (state === "live") void labelOutbox.flush();
  });
  window.addEventListener("beforeunload", (event) => {
    // Labels that the browser could not store would go with the page: it asks first.
    const { durable, waiting } = labelOutbox.state;
    if (!durable && waiting > 0) event.preventDefault();
  });
  void labelOutbox.flush();
}
