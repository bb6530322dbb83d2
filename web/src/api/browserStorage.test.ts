import { afterEach, expect, it, vi } from "vitest";

const real = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
afterEach(() => {
  if (real !== undefined) Object.defineProperty(globalThis, "localStorage", real);
});

it("works where the browser forbids all storing: it remembers nothing, and says so to who writes a label", async () => {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    },
  });
  vi.resetModules();
  const { keep, kept, shared } = await import("./browserStorage.ts");
  keep(shared, "ml-job/theme", "dark");
  expect(kept(shared, "ml-job/theme")).toBeNull();
  expect(() => shared.setItem("ml-job/outbox/a", "{}")).toThrow("stores nothing");
  const { labelOutbox } = await import("./labelOutbox.ts");
  labelOutbox.record("job", "a", { label: "star" });
  expect(labelOutbox.state).toEqual({ waiting: 1, refused: 0, durable: false });
  await import("../hooks/useTheme.ts");
  await import("../hooks/useShortcuts.ts");
});
