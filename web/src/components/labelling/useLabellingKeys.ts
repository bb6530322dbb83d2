import { UNSURE } from "../../api/campaigns.ts";
import { type KeyMap, useKeys } from "../../hooks/useKeys.ts";
import { nextAxis } from "../plot/axis.ts";
import { SMOOTHING_WIDTHS } from "../plot/smooth.ts";
import type { Settings, Source } from "./settings.ts";
import { GRID } from "./ThumbnailGrid.tsx";

interface Actions {
  settings: Settings;
  change: (change: Partial<Settings>) => unknown;
  classes: readonly string[];
  helpOpen: boolean;
  /** Gives a class, or takes the label away. */
  label: (name: string | null) => unknown;
  /** Moves by so many spectra. */
  step: (by: number) => unknown;
  goOn: () => unknown;
  skip: () => unknown;
  /** Takes the last step back; `isRun` all the last equal labels. */
  undo: (isRun: boolean) => unknown;
  redo: () => unknown;
  comment: () => unknown;
  /** Makes the view so many times as wide. */
  zoom: (factor: number) => unknown;
  /** Moves the view by so many of its widths. */
  pan: (parts: number) => unknown;
  /** Brings Hα into the middle of the view. */
  goToHAlpha: () => unknown;
  select: () => unknown;
  help: () => unknown;
  escape: () => unknown;
}

/** One step of the redshift keys: 30 km/s, about a fifth of LAMOST's resolution. */
export const REDSHIFT_STEP = 0.0001;

const NEXT_SOURCE: Record<Source, Source> = { prepared: "raw", raw: "both", both: "prepared" };

/** The spectrum that follows in the order of the source key. */
export function nextSource(source: Source): Source {
  return NEXT_SOURCE[source];
}

/** The smoothing that follows; after the widest comes none. */
export function nextSmoothing(width: number): number {
  return SMOOTHING_WIDTHS[(SMOOTHING_WIDTHS.indexOf(width) + 1) % SMOOTHING_WIDTHS.length];
}

/** A redshift moved by steps, without the dust of binary fractions. */
export function shiftRedshift(redshift: number, steps: number): number {
  return Number((redshift + steps * REDSHIFT_STEP).toFixed(6));
}

/** The classes that have the digits 1 to 9. To be unsure is on 0, wherever the last class lies. */
export function digitClasses(classes: readonly string[]): readonly string[] {
  return classes.filter((name) => name !== UNSURE).slice(0, 9);
}

/** The class whose mean follows in the order of its key; after the last comes none. */
export function nextMean(classes: readonly string[], mean: string): string {
  const means = classes.filter((name) => name !== UNSURE);
  return means[means.indexOf(mean) + 1] ?? "";
}

/** The keys of the labelling page. */
export function useLabellingKeys(actions: Actions): void {
  const { settings, change } = actions;
  const vertical = (direction: 1 | -1) => (event: KeyboardEvent) => {
    if (settings.grid) actions.step(-direction * GRID.columns);
    else
      change({
        redshift: shiftRedshift(settings.redshift, direction * (event.shiftKey ? 10 : 1)),
        lines: true,
      });
  };
  const keys: KeyMap = {
    digit0: () => actions.label(actions.classes.includes(UNSURE) ? UNSURE : null),
    backspace: () => actions.label(null),
    delete: () => actions.label(null),
    arrowleft: () => actions.step(-1),
    arrowright: () => actions.step(1),
    arrowup: vertical(1),
    arrowdown: vertical(-1),
    escape: actions.escape,
    n: actions.goOn,
    u: (event) => actions.undo(event.shiftKey),
    r: actions.redo,
    s: actions.skip,
    c: actions.comment,
    p: () => change({ source: nextSource(settings.source) }),
    m: () => change({ smoothing: nextSmoothing(settings.smoothing) }),
    l: () => change({ lines: !settings.lines }),
    e: () => change({ band: !settings.band }),
    z: () => change({ view: undefined }),
    "+": () => actions.zoom(0.5),
    "-": () => actions.zoom(2),
    bracketleft: () => actions.pan(-0.5),
    bracketright: () => actions.pan(0.5),
    h: actions.goToHAlpha,
    y: () => change({ allFlux: !settings.allFlux }),
    v: () => change({ axis: nextAxis(settings.axis) }),
    w: () => change({ lens: !settings.lens }),
    o: () => change({ mean: nextMean(actions.classes, settings.mean) }),
    g: () => change({ grid: !settings.grid }),
    x: actions.select,
    "?": actions.help,
  };
  digitClasses(actions.classes).forEach((name, i) => {
    keys[`digit${i + 1}`] = () => actions.label(name);
  });
  // The dialog has its own keys; labels must not be given behind it.
  useKeys(actions.helpOpen ? {} : keys);
}
