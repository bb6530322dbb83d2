import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, vi } from "vitest";
import { FakeApi } from "./fakeApi.ts";

/** Server-sent events that never come; a test that needs one calls `emit`. */
export class FakeEventSource extends EventTarget {
  static open: FakeEventSource[] = [];
  onopen: (() => void) | null = null;
  readonly url: string;
  isClosed = false;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.open.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  emit(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

/** The browser's storage as one page sees it. The test's process does not end with the page: `leave` does instead. */
class PageStorage implements Storage {
  static current: PageStorage | undefined;
  readonly #real: Storage;
  #isLeft = false;

  constructor(real: Storage) {
    this.#real = real;
  }

  get length(): number {
    return this.#isLeft ? 0 : this.#real.length;
  }
  key(index: number): string | null {
    return this.#isLeft ? null : this.#real.key(index);
  }
  getItem(key: string): string | null {
    // Whoever is gone never gets its turn to send.
    if (this.#isLeft) return key === LOCK ? JSON.stringify({ until: Number.MAX_SAFE_INTEGER }) : null;
    return this.#real.getItem(key);
  }
  setItem(key: string, value: string): void {
    if (!this.#isLeft) this.#real.setItem(key, value);
  }
  removeItem(key: string): void {
    if (!this.#isLeft) this.#real.removeItem(key);
  }
  clear(): void {
    if (!this.#isLeft) this.#real.clear();
  }
  leave(): void {
    this.#isLeft = true;
  }
}

const LOCK = "ml-job/outbox-lock";
const realStorage = globalThis.localStorage;

/** The page that is open goes, with all that it holds in memory. */
function leavePage(): void {
  PageStorage.current?.leave();
  PageStorage.current = undefined;
  vi.stubGlobal("localStorage", realStorage);
}

afterEach(leavePage);

/** Opens the whole page at an address, as after a reload: nothing lives on but the browser's storage. */
export async function openApp(path: string, api = new FakeApi()) {
  vi.resetModules();
  leavePage();
  PageStorage.current = new PageStorage(realStorage);
  vi.stubGlobal("localStorage", PageStorage.current);
  FakeEventSource.open = [];
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) =>
    api.handle(requestOf(input, init)),
  );
  vi.stubGlobal("EventSource", FakeEventSource);
  window.history.replaceState(null, "", path);
  const [{ QueryClientProvider }, { RouterProvider }, { router }, { queryClient }, { startLabelOutbox }] =
    await Promise.all([
      import("@tanstack/react-query"),
      import("react-router"),
      import("../routes/router.tsx"),
      import("../api/queryClient.ts"),
      import("../api/labelOutbox.ts"),
    ]);
  startLabelOutbox();
  const view = render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { api, user: userEvent.setup(), view };
}

function requestOf(input: RequestInfo | URL, init?: RequestInit): Request {
  if (input instanceof Request) return input;
  return new Request(new URL(String(input), "http://fake"), init);
}
