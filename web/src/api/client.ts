import createClient, { type FetchResponse } from "openapi-fetch";
import type { MediaType } from "openapi-typescript-helpers";
import { connection } from "./connection.ts";
import { CSRF_HEADER, changeHeaders, csrfToken } from "./csrf.ts";
import { ApiError, problemFrom, unreachable } from "./problem.ts";
import type { paths } from "./schema.ts";

/** `fetch`, with the outcome reported to the connection state. All requests of the page pass here. */
async function trackedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await globalThis.fetch(input, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    connection.report("reconnecting");
    throw unreachable();
  }
  connection.report(isGatewayFailure(response.status) ? "reconnecting" : "live");
  if (response.status === 401) signedOut.report();
  return response;
}

// A reverse proxy in front of a stopped server answers with one of these.
function isGatewayFailure(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** Tells those who listen that the server knows nobody here, or not any more. */
class SignedOut {
  readonly #listeners = new Set<() => void>();

  report(): void {
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** When an answer was 401. */
export const signedOut = new SignedOut();

/** A request of the typed client, which shows that the page is the server's own where it changes something. */
function send(request: Request): Promise<Response> {
  const token = request.method === "GET" ? undefined : csrfToken();
  if (token !== undefined) request.headers.set(CSRF_HEADER, token);
  return trackedFetch(request);
}

/** The API, typed by its OpenAPI document. Use through {@link take}. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: send,
});

/** The data of an answer. @throws ApiError with the API's own sentence when it refused. */
export async function take<T extends Record<string | number, unknown>, O, M extends MediaType>(
  answer: Promise<FetchResponse<T, O, M>>,
): Promise<NonNullable<FetchResponse<T, O, M>["data"]>> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemFrom(response.status, error);
  return data as NonNullable<FetchResponse<T, O, M>["data"]>;
}

/** Where a file of the files area is downloaded. */
export function downloadUrl(directory: string, filename: string): string {
  return `/api/files/${encodeURIComponent(filename)}/download?parent_dir_path=${encodeURIComponent(directory)}`;
}

function uploadUrl(directory: string, filename: string): string {
  return `/api/files/${encodeURIComponent(filename)}/upload?parent_dir_path=${encodeURIComponent(directory)}`;
}

/** A file of the files area as text, at most `maxBytes` of it. @throws ApiError */
export async function readFileText(
  directory: string,
  filename: string,
  { maxBytes, signal }: { maxBytes?: number; signal?: AbortSignal } = {},
): Promise<{ text: string; truncated: boolean }> {
  const headers = maxBytes === undefined ? undefined : { Range: `bytes=0-${maxBytes - 1}` };
  const response = await trackedFetch(downloadUrl(directory, filename), { headers, signal });
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => undefined));
  const text = await response.text();
  const total = Number(response.headers.get("content-range")?.split("/")[1] ?? Number.NaN);
  return { text, truncated: maxBytes !== undefined && total > maxBytes };
}

/** A JSON file of the files area. @throws ApiError, also when the file is not JSON */
export async function readFileJson(
  directory: string,
  filename: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const { text } = await readFileText(directory, filename, { signal });
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(422, `${filename} is not valid JSON.`);
  }
}

/** Writes a small text file; one of that name is replaced. @throws ApiError */
export async function uploadText(directory: string, filename: string, text: string): Promise<void> {
  const body = new FormData();
  body.append("file", new Blob([text]), filename);
  const response = await trackedFetch(uploadUrl(directory, filename), {
    method: "POST",
    headers: changeHeaders(),
    body,
  });
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => undefined));
}

/** Asks the server whether it is there; the answer goes to the connection state. */
export async function probe(): Promise<boolean> {
  try {
    return (await trackedFetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Sends one file. `onProgress` gets the part that has been sent, 0 to 1. @throws ApiError */
export function uploadFile(
  directory: string,
  file: File,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  // XMLHttpRequest, because fetch cannot tell how much of a body has been sent.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, file.name);
    request.open("POST", uploadUrl(directory, file.name));
    for (const [name, value] of Object.entries(changeHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) =>
      onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new ApiError(0, `The upload of ${file.name} was stopped.`));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      reject(problemFrom(request.status, parsed(request.responseText)));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
