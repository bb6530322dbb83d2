import type { Range } from "./scale.ts";

/** A part of the spectrum that is in view; undefined is all of it. */
export type View = Range | undefined;

/** The view `factor` times as wide within `all`; the wavelength `at` (the middle, when absent) stays where it is. */
export function zoomBy(view: Range, all: Range, factor: number, at = (view.min + view.max) / 2): View {
  const next = {
    min: Math.max(all.min, at - (at - view.min) * factor),
    max: Math.min(all.max, at + (view.max - at) * factor),
  };
  return next.min <= all.min && next.max >= all.max ? undefined : next;
}

/** The view moved by `parts` of its width, as far as there is spectrum. */
export function panBy(view: Range, all: Range, parts: number): View {
  const width = view.max - view.min;
  if (width >= all.max - all.min) return undefined;
  const min = Math.min(all.max - width, Math.max(all.min, view.min + parts * width));
  return { min, max: min + width };
}

/** Width, in ångström, of the view that goes to a line when the whole spectrum was shown. */
const LINE_WIDTH = 200;

/** The view with a wavelength in its middle; the view itself where the spectrum does not reach that far. */
export function centredOn(wave: number, view: View, all: Range): View {
  if (wave < all.min || wave > all.max) return view;
  const width = view === undefined ? Math.min(LINE_WIDTH, all.max - all.min) : view.max - view.min;
  return panBy({ min: wave - width / 2, max: wave + width / 2 }, all, 0);
}
