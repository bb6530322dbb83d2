import { afterEach, expect, it, vi } from "vitest";
import { labelsOfJobsAsCsv } from "./labellings.ts";

afterEach(() => vi.unstubAllGlobals());

it("joins the labels of several iterations under one head", async () => {
  const tables: Record<string, string> = {
    a: "\uFEFFname,label\r\nx.fits,peak\r\n",
    b: "\uFEFFname,label\r\ny.fits,other\r\n",
    c: "\uFEFFname,label\r\n",
  };
  vi.stubGlobal("fetch", async (url: string) => {
    const job = new URL(url, "http://x").searchParams.get("job_id") ?? "";
    return new Response(tables[job] ?? "", { status: job in tables ? 200 : 404 });
  });
  // The mark of Unicode, which a response's text leaves out, stands in front of all.
  expect(await labelsOfJobsAsCsv(["a", "b", "c"])).toBe(
    "\uFEFFname,label\r\nx.fits,peak\r\ny.fits,other\r\n",
  );
  await expect(labelsOfJobsAsCsv(["a", "lost"])).rejects.toThrow("The labels cannot be read.");
});
