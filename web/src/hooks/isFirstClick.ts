import type { MouseEvent } from "react";

/**
 * False for the second click of a double click. A button that goes on to the next thing as soon as this one is there
 * would take it as a wish for the one after.
 */
export function isFirstClick({ detail }: Pick<MouseEvent, "detail">): boolean {
  return detail <= 1;
}
