/** The colours of everything that is drawn on a canvas, from the style sheet of the present theme. */
export interface Palette {
  text: string;
  faint: string;
  grid: string;
  curve: string;
  second: string;
  band: string;
  line: string;
  telluric: string;
  surface: string;
  classes: string[];
}

/** How many classes have a colour of their own: as many as there are digit keys. */
export const CLASS_COLOURS = 9;

const cache = new Map<string, Palette>();

/** Reads the palette of the theme from the style sheet, once per theme. */
export function paletteOf(theme: string): Palette {
  const known = cache.get(theme);
  if (known !== undefined) return known;
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim() || "#888";
  const palette: Palette = {
    text: value("--text-2"),
    faint: value("--text-3"),
    grid: value("--plot-grid"),
    curve: value("--plot-curve"),
    second: value("--plot-second"),
    band: value("--plot-band"),
    line: value("--plot-line"),
    telluric: value("--plot-telluric"),
    surface: value("--surface"),
    classes: Array.from({ length: CLASS_COLOURS }, (_, i) => value(`--class-${i + 1}`)),
  };
  cache.set(theme, palette);
  return palette;
}

/** The style-sheet colour of a class; classes beyond the ninth share a neutral one. */
export function classColour(index: number): string {
  return index >= 0 && index < CLASS_COLOURS ? `var(--class-${index + 1})` : "var(--text-3)";
}
