import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
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

/** Opens the whole page at an address, as after a reload: nothing lives on but the browser's storage. */
export async function openApp(path: string, api = new FakeApi()) {
  vi.resetModules();
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
      import("../api/queries.ts"),
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
