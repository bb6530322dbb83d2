/** What a person wrote, or uploaded, to name spectra: their files, or positions on the sky. */
export interface Written {
  filenames: string[];
  /** Degrees. */
  positions: { ra: string; dec: string }[];
}

const NUMBER = String.raw`[+-]?\d+(?:\.\d*)?`;
/** `83.63 22.01`, `83.63, +22.01`, `5:34:31.9 +22:00:52`: right ascension and declination of a line. */
const POSITION = new RegExp(
  String.raw`^\s*(${NUMBER}|\d+:\d+:[\d.]+)[\s,;]+(${NUMBER}|[+-]?\d+:\d+:[\d.]+)\s*$`,
);
/** What names of spectra end in, a target of a file with many behind it. */
const FILENAME = /\.(?:fits?|fts|csv|txt|vot|xml|ecsv|dat)(?:\.\w+)?(?:#\S+)?$/i;

/**
 * Reads lines of names and positions. Of a table (CSV) the first cell of a line that looks like a name counts; a line without any
 * is passed over, such as its head.
 */
export function readWritten(text: string): Written {
  const filenames = new Set<string>();
  const positions = new Map<string, { ra: string; dec: string }>();
  for (const line of text.split(/\r?\n/)) {
    const position = POSITION.exec(line);
    if (position !== null) {
      positions.set(`${position[1]} ${position[2]}`, { ra: position[1], dec: position[2] });
      continue;
    }
    const cells = line.split(/[\s,;|]+/).map((cell) => cell.replace(/^["']|["']$/g, ""));
    const names = cells.filter((cell) => FILENAME.test(cell));
    for (const name of names) filenames.add(name.split("/").at(-1) ?? name);
  }
  return { filenames: [...filenames], positions: [...positions.values()] };
}
