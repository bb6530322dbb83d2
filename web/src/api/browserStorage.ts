/** A storage of the browser, as far as the page uses it. */
export type BrowserStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Stands in where the browser forbids all storing: remembers nothing, and says so to who writes. */
const FORBIDDEN: BrowserStorage = {
  length: 0,
  key: () => null,
  getItem: () => null,
  removeItem: () => {},
  setItem: () => {
    throw new DOMException("This browser stores nothing.", "SecurityError");
  },
};

function opened(open: () => Storage): BrowserStorage {
  try {
    return open();
  } catch {
    return FORBIDDEN;
  }
}

/** Shared by all tabs, and outlives them. */
export const shared = opened(() => localStorage);
/** This tab's own; survives a reload. */
export const ofThisTab = opened(() => sessionStorage);

/** Keeps a text whose loss costs comfort only: where there is no room, it is forgotten. */
export function keep(storage: BrowserStorage, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    // What is kept here is kept in memory too, until the page is left.
  }
}

/** What was kept; null where nothing was, or nothing can be read. */
export function kept(storage: BrowserStorage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}
