import type { Page } from "playwright-core";

/** The password of everybody. */
export const PASSWORD = "four horses at noon";

/** Follows a link to an account, which waits for a password; signed in afterwards. */
export async function choosePassword(page: Page, link: string, name?: string): Promise<void> {
  await page.goto(link);
  if (name !== undefined) await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: /Make the account|Keep it/ }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

/** A request of the page itself, with what the page sends along. */
export function requestOf(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  return page.evaluate(
    async ([method, path, body]) => {
      const csrf = /ml_job_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? "";
      const headers = { "content-type": "application/json", "X-CSRF-Token": csrf };
      const response = await fetch(path, { method, headers, body });
      return { status: response.status, text: await response.text() };
    },
    [method, path, body === undefined ? undefined : JSON.stringify(body)] as const,
  );
}

/** The status of such a request. */
export async function statusOf(page: Page, method: string, path: string, body?: unknown): Promise<number> {
  return (await requestOf(page, method, path, body)).status;
}
