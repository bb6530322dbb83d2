import type { Labelling } from "../../api/labellings.ts";
import { NUMBERS } from "./candidateNumbers.ts";

/** What candidates can be ordered by: a text, or one of {@link NUMBERS}. */
export type CandidateKey = string;

const TEXTS = ["name", "class", "label", "comment"];

/** An order of the candidates. */
export interface CandidateOrder {
  key: CandidateKey;
  desc: boolean;
}

/** The order without any choice: what the model is surest of comes first. */
export const DEFAULT_ORDER: CandidateOrder = { key: "probability", desc: true };

/** Reads the order from an address: `sort=entropy&desc=1`. */
export function parseOrder(query: URLSearchParams): CandidateOrder {
  const key = query.get("sort") ?? "";
  if (!TEXTS.includes(key) && numberColumn(key) === undefined) return DEFAULT_ORDER;
  return { key, desc: query.get("desc") === "1" };
}

/** The address with an order in it, and all else as it was. */
export function withOrder(query: URLSearchParams, order: CandidateOrder): URLSearchParams {
  const next = new URLSearchParams(query);
  next.delete("sort");
  next.delete("desc");
  if (order.key === DEFAULT_ORDER.key && order.desc === DEFAULT_ORDER.desc) return next;
  next.set("sort", order.key);
  if (order.desc) next.set("desc", "1");
  return next;
}

function numberColumn(key: CandidateKey) {
  return NUMBERS.find((column) => column.key === key);
}

/** The order after a press on a column's head: the alphabet, or what a person wants to see first of a number. */
export function nextOrder(order: CandidateOrder, key: CandidateKey): CandidateOrder {
  return { key, desc: order.key === key ? !order.desc : (numberColumn(key)?.startsDesc ?? false) };
}

/**
 * The candidates in an order. Those without a value come last in both directions; equal ones stay as they were.
 *
 * @param classes the order of classes, which is that of their keys and colours
 */
export function ordered(
  candidates: readonly Labelling[],
  { key, desc }: CandidateOrder,
  classes: readonly string[],
): Labelling[] {
  const sign = desc ? -1 : 1;
  const values = candidates.map((item) => ({ item, value: sortValueOf(item, key, classes) }));
  values.sort((a, b) => {
    if (a.value === undefined || b.value === undefined) {
      return Number(a.value === undefined) - Number(b.value === undefined);
    }
    return a.value === b.value ? 0 : a.value < b.value ? -sign : sign;
  });
  return values.map(({ item }) => item);
}

function sortValueOf(
  item: Labelling,
  key: CandidateKey,
  classes: readonly string[],
): string | number | undefined {
  switch (key) {
    case "name":
      return item.filename;
    case "class":
      return placeOf(item.prediction, classes);
    case "label":
      return placeOf(item.label, classes);
    case "comment":
      return item.comment;
    default:
      return numberColumn(key)?.value(item);
  }
}

function placeOf(name: string | undefined, classes: readonly string[]): number | undefined {
  if (name === undefined) return undefined;
  const place = classes.indexOf(name);
  return place < 0 ? classes.length : place;
}
