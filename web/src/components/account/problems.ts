import { ApiError, sentenceOf } from "../../api/problem.ts";

/** What the server says of one field of a form. */
export function problemOf(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.fieldErrors.find((field) => field.pointer === pointer)?.message;
}

/** What it says of the whole, where it names no field of the form. */
export function problemOfWhole(error: unknown, pointers: readonly string[]): string | undefined {
  if (error === null || error === undefined) return undefined;
  const isTold = pointers.some((pointer) => problemOf(error, pointer) !== undefined);
  return isTold ? undefined : sentenceOf(error);
}
