import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef } from "react";
import type { Labelling } from "../../api/labellings.ts";
import type { Present } from "../../api/seats.ts";
import { classColour } from "../plot/palette.ts";

interface Props {
  items: readonly Labelling[];
  current: number;
  classes: readonly string[];
  skipped: ReadonlySet<string>;
  /** The other people who label here. */
  others?: readonly Present[];
  onOpen: (index: number) => void;
}

/** CSS pixels per spectrum; the target of a click is as large as WCAG asks (24). */
const STEP = 24;

/** The batch as a strip of dots, coloured by label; a click jumps. Only the dots in sight exist. */
export function BatchStrip({ items, current, classes, skipped, others = [], onOpen }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const strip = useVirtualizer({
    horizontal: true,
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => STEP,
    overscan: 10,
  });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null || current < 0) return;
    const at = current * STEP;
    // Scrolls only when the dot is near an edge: the strip must not run under the eyes with each label.
    if (at < element.scrollLeft + STEP || at > element.scrollLeft + element.clientWidth - 2 * STEP) {
      element.scrollLeft = at - element.clientWidth / 3;
    }
  }, [current]);
  return (
    <nav ref={frame} className="strip" aria-label="Spectra of this list">
      <div style={{ width: strip.getTotalSize() }} className="strip-inner">
        {strip.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          const here = others.filter(({ labellingId }) => labellingId === item.id).map(({ name }) => name);
          const label = item.label ?? (skipped.has(item.id) ? "skipped" : "not labelled");
          const state = here.length === 0 ? label : `${label}, ${here.join(" and ")} is here`;
          return (
            <button
              type="button"
              key={item.id}
              tabIndex={-1}
              className={`${dotClass(item, index === current, skipped)}${here.length > 0 ? " elsewhere" : ""}`}
              style={{
                transform: `translateX(${start}px)`,
                color: classColour(classes.indexOf(item.label ?? "")),
              }}
              aria-current={index === current}
              aria-label={`${index + 1}: ${state}`}
              title={`${index + 1} · ${item.filename} · ${state}`}
              onClick={() => onOpen(index)}
            />
          );
        })}
      </div>
    </nav>
  );
}

function dotClass(item: Labelling, isCurrent: boolean, skipped: ReadonlySet<string>): string {
  const kind = item.label !== undefined ? "labelled" : skipped.has(item.id) ? "skipped" : "open";
  return `dot ${kind} set-${item.set}${isCurrent ? " current" : ""}`;
}
