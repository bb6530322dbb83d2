/** The header with which the page shows that it is the server's own (the server's cookie alone is sent by any page). */
export const CSRF_HEADER = "X-CSRF-Token";

/** What belongs into that header; nothing where nobody is signed in. Read each time: another tab may have signed in anew. */
export function csrfToken(): string | undefined {
  return /(?:^|;\s*)(?:__Host-)?ml_job_csrf=([^;]+)/.exec(document.cookie)?.[1];
}

/** The headers of a request that changes something. */
export function changeHeaders(): Record<string, string> {
  const token = csrfToken();
  return token === undefined ? {} : { [CSRF_HEADER]: token };
}
