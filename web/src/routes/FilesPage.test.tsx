import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { joinPath, parentPath } from "../api/files.ts";
import { indented } from "../components/files/FilePreview.tsx";
import { stepsOf } from "../components/files/PathCrumbs.tsx";
import { openApp } from "../test/renderApp.tsx";

it("makes a directory, and says the API's sentence when there is one already", async () => {
  const { user, api } = await openApp("/files");
  await user.click(await screen.findByRole("button", { name: "Directory" }));
  await user.type(screen.getByRole("textbox", { name: "Name of the new directory" }), "mine{Enter}");
  await waitFor(() => expect(api.files.has("/mine")).toBe(true));
  await user.click(screen.getByRole("button", { name: "Directory" }));
  await user.type(screen.getByRole("textbox", { name: "Name of the new directory" }), "mine{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is a mine already.");
});

it("shows a file of the address", async () => {
  const { api } = await openApp("/files");
  api.files.get("/")?.set("notes.txt", "seeing was bad");
  await openApp("/files?file=notes.txt", api);
  expect(await screen.findByText("seeing was bad")).toBeVisible();
});

it("says that a directory does not exist", async () => {
  await openApp("/files?path=/nope");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no directory /nope.");
});

describe("paths", () => {
  it("join and go up", () => {
    expect([joinPath("/", "a"), joinPath("/a", "b")]).toEqual(["/a", "/a/b"]);
    expect(["/a/b", "/a", "/"].map(parentPath)).toEqual(["/a", "/", "/"]);
  });
  it("have steps below their root", () => {
    expect(stepsOf("/JOBS/x/y", "/JOBS/x")).toEqual([
      { name: "x", to: "/JOBS/x" },
      { name: "y", to: "/JOBS/x/y" },
    ]);
    expect(stepsOf("/a", "/")).toEqual([
      { name: "files", to: "/" },
      { name: "a", to: "/a" },
    ]);
  });
});

it("keeps numbers of a JSON list on one line", () => {
  expect(indented('{"a":[1,2.5,-3e5],"b":["x"]}')).toBe(
    '{\n  "a": [1, 2.5, -300000],\n  "b": [\n    "x"\n  ]\n}',
  );
  expect(indented("{no")).toBe("{no");
});

describe("an upload on its way", () => {
  /** A request that sends until the test lets it end. */
  class SlowRequest {
    static last: SlowRequest;
    upload: { onprogress?: (event: Partial<ProgressEvent>) => void } = {};
    onabort?: () => void;
    isStopped = false;
    constructor() {
      SlowRequest.last = this;
    }
    open() {}
    send() {}
    abort() {
      this.isStopped = true;
      this.onabort?.();
    }
  }
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented ? "asks" : "leaves";
  };

  it("says how much was sent, can be stopped, and is not left without a question", async () => {
    vi.stubGlobal("XMLHttpRequest", SlowRequest);
    const { user } = await openApp("/files");
    const file = new File(["x".repeat(2048)], "flux.h5");
    await user.upload(await screen.findByLabelText("Files to upload"), file);
    act(() => SlowRequest.last.upload.onprogress?.({ lengthComputable: true, loaded: 34, total: 100 }));
    expect(screen.getByRole("list", { name: "Uploads" })).toHaveTextContent(/34.% of 2.0 KiB/);
    expect(leave()).toBe("asks");
    await user.click(screen.getByRole("button", { name: "Stop the upload of flux.h5" }));
    expect(SlowRequest.last.isStopped).toBe(true);
    expect(screen.queryByRole("list", { name: "Uploads" })).toBeNull();
    expect(leave()).toBe("leaves");
  });
});
