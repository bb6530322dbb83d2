/** A name that wants to stand above its line; all lengths in pixels. */
export interface WantedName {
  name: string;
  at: number;
  width: number;
  /** The smaller, the sooner it gets a place. */
  rank: number;
}

/** Room between two names of one row. */
const GAP = 6;

/**
 * The row of each name, 0 the uppermost; undefined for a name without a place. Those of the first rank are placed
 * first; a name that would run into another goes one row down. Doublets are named once.
 */
export function placeNames(names: readonly WantedName[], rows: number): (number | undefined)[] {
  const placed: { index: number; row: number }[] = [];
  const order = names.map((_, index) => index).sort((a, b) => names[a].rank - names[b].rank || a - b);
  for (const index of order) {
    const wanted = names[index];
    const touching = placed.filter((other) => touch(names[other.index], wanted));
    if (touching.some((other) => names[other.index].name === wanted.name)) continue;
    const taken = new Set(touching.map(({ row }) => row));
    const row = Array.from({ length: rows }, (_, i) => i).find((free) => !taken.has(free));
    if (row !== undefined) placed.push({ index, row });
  }
  const result = new Array<number | undefined>(names.length).fill(undefined);
  for (const { index, row } of placed) result[index] = row;
  return result;
}

function touch(a: WantedName, b: WantedName): boolean {
  return Math.abs(a.at - b.at) < (a.width + b.width) / 2 + GAP;
}
