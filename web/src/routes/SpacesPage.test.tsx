import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi.ts";
import { openApp } from "../test/renderApp.tsx";

const OURS = "0199c0de-0000-7000-8000-00000000aaaa";
const HERS = "0199c0de-0000-7000-8000-00000000bbbb";
const ADA = "0199c0de-0000-7000-8000-000000000007";

/** An instance where ada is signed in, with two spaces and a job in each. */
function withSpaces(role: "owner" | "viewer" = "owner"): FakeApi {
  const api = new FakeApi({ empty: true });
  const created_at = "2026-01-01T00:00:00Z";
  const user = { user_id: ADA, name: "ada", role: "member", is_active: true, created_at } as const;
  api.session = { mode: "local", needs_setup: false, user };
  api.spaces.push(
    { space_id: OURS, name: "ours", created_at, role },
    { space_id: HERS, name: "ada", personal_user_id: ADA, created_at, role: "owner" },
  );
  api.members.set(OURS, [{ user_id: ADA, name: "ada", role }]);
  api.addJob({ label: "job of ours", type: "DATA_PREPROCESSING", space_id: OURS });
  api.addJob({ label: "job of hers", type: "DATA_PREPROCESSING", space_id: HERS });
  return api;
}

it("shows no spaces where there are no accounts", async () => {
  await openApp("/spaces");
  expect(await screen.findByRole("heading", { name: "No spaces here" })).toBeVisible();
  expect(screen.queryByRole("combobox", { name: "Space" })).toBeNull();
});

it("narrows lists to the chosen space, and remembers it", async () => {
  const api = withSpaces();
  const { user } = await openApp("/jobs", api);
  expect(await screen.findByRole("link", { name: "job of hers" })).toBeVisible();
  const chooser = await screen.findByRole("combobox", { name: "Space" });
  await waitFor(() => expect(within(chooser).getAllByRole("option")).toHaveLength(3));
  expect(within(chooser).getByRole("option", { name: "ada (own)" })).toBeInTheDocument();
  await user.selectOptions(chooser, "ours");
  await waitFor(() => expect(screen.queryByRole("link", { name: "job of hers" })).toBeNull());
  expect(screen.getByRole("link", { name: "job of ours" })).toBeVisible();
  // As after a reload.
  await openApp("/jobs", api);
  await waitFor(() => expect(screen.getAllByRole("combobox", { name: "Space" }).at(-1)).toHaveValue(OURS));
});

it("looks at all spaces again when the chosen one is gone", async () => {
  localStorage.setItem("ml-job/space", "0199c0de-0000-7000-8000-00000000cccc");
  await openApp("/jobs", withSpaces());
  expect(await screen.findByRole("link", { name: "job of ours" })).toBeVisible();
  expect(await screen.findByRole("combobox", { name: "Space" })).toHaveValue("");
});

it("shares a space, and says why the server does not", async () => {
  const api = withSpaces();
  const { user } = await openApp(`/spaces/${OURS}`, api);
  const form = await screen.findByRole("form", { name: "Share" });
  await user.type(within(form).getByLabelText("Name"), "grace");
  await user.selectOptions(within(form).getByLabelText("Role"), "member");
  const path = `/api/spaces/${OURS}/members`;
  api.refuseOnce(path, 422, "/user: is the name of no person.", [
    { pointer: "/user", message: "is the name of no person" },
  ]);
  await user.click(within(form).getByRole("button", { name: "Share" }));
  expect(await within(form).findByText("is the name of no person")).toBeVisible();
  await user.click(within(form).getByRole("button", { name: "Share" }));
  expect(await screen.findByRole("combobox", { name: "Role of grace" })).toHaveValue("member");
});

it("lets a viewer see who shares a space, and change nothing", async () => {
  await openApp(`/spaces/${OURS}`, withSpaces("viewer"));
  expect(await screen.findByRole("region", { name: "Members" })).toBeVisible();
  expect(screen.queryByRole("form", { name: "Share" })).toBeNull();
  expect(screen.queryByRole("region", { name: "Links" })).toBeNull();
});

it("says to whoever came by a link what there is to see", async () => {
  const api = withSpaces();
  api.session = {
    mode: "local",
    needs_setup: false,
    visit: { space_id: OURS, name: "ours", expires_at: "2026-12-01T00:00:00Z" },
  };
  await openApp("/jobs", api);
  const notice = await screen.findByRole("region", { name: "Link to a space" });
  expect(notice).toHaveTextContent("You look at ours through a link");
  expect(screen.queryByRole("combobox", { name: "Space" })).toBeNull();
});
