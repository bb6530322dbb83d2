import type { components } from "./schema.ts";

/** One field that the API refused: a JSON pointer into the request body, and a sentence for the person. */
export type FieldError = components["schemas"]["FieldError"];

/** What the API (or the way to it) answered instead of a result; `message` is the sentence to show. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  readonly fieldErrors: readonly FieldError[];

  constructor(status: number, message: string, fieldErrors: readonly FieldError[] = []) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.fieldErrors = fieldErrors;
  }

  /** True when somebody has to sign in first. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** True when trying again later may help: nobody answered, nobody is signed in, or the server is busy or away. */
  get isTransient(): boolean {
    return (
      this.isSignedOut ||
      this.status === 0 ||
      this.status === 408 ||
      this.status === 429 ||
      this.status >= 500
    );
  }
}

const UNREACHABLE = "The server does not answer. Your work is kept here; trying again.";

/** The error for a request that got no answer. */
export function unreachable(): ApiError {
  return new ApiError(0, UNREACHABLE);
}

/** Reads an error answer: RFC 9457 `detail` when there is one, else a sentence made from the status. */
export function problemFrom(status: number, body: unknown): ApiError {
  if (status === 502 || status === 503 || status === 504) {
    const detail = detailOf(body);
    return new ApiError(status, detail ?? UNREACHABLE);
  }
  return new ApiError(status, detailOf(body) ?? sentenceFor(status), fieldErrorsOf(body));
}

/** The sentence of any thrown value, for a place that shows one. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "Something went wrong.";
}

function detailOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { detail, title } = body as { detail?: unknown; title?: unknown };
  if (typeof detail === "string" && detail !== "") return detail;
  return typeof title === "string" && title !== "" ? title : undefined;
}

function fieldErrorsOf(body: unknown): FieldError[] {
  const errors =
    typeof body === "object" && body !== null ? (body as { errors?: unknown }).errors : undefined;
  if (!Array.isArray(errors)) return [];
  return errors.filter(
    (error): error is FieldError => typeof error?.pointer === "string" && typeof error?.message === "string",
  );
}

function sentenceFor(status: number): string {
  if (status === 404) return "This does not exist (any more).";
  if (status === 409) return "This is not possible in the present state.";
  if (status === 413) return "This is too large for the server.";
  if (status === 507) return "The server's disk is full.";
  if (status >= 500) return `The server failed (status ${status}).`;
  return `The server refused this (status ${status}).`;
}
