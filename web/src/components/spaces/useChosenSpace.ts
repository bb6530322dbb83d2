import { useSyncExternalStore } from "react";
import { chosenSpace } from "../../api/chosenSpace.ts";

/** The space that the person chose to look at; undefined: all. */
export function useChosenSpace(): string | undefined {
  return useSyncExternalStore(
    (listener) => chosenSpace.subscribe(listener),
    () => chosenSpace.id,
  );
}
