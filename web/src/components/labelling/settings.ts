import { useEffect, useState } from "react";
import type { SpectrumSet } from "../../api/labellings.ts";
import { SPECTRUM_SETS } from "../../api/labellings.ts";
import type { AxisKind } from "../plot/axis.ts";
import type { Range } from "../plot/scale.ts";
import { SMOOTHING_WIDTHS } from "../plot/smooth.ts";
import type { Filter, SetFilter } from "./session.ts";

/** Which spectrum is drawn. */
export type Source = "prepared" | "raw" | "both";

/** How the labelling page looks now: all of it is in the address, so that a reload or a link shows the same. */
export interface Settings {
  /** Identifier of the labelling that is shown. */
  at: string;
  filter: Filter;
  grid: boolean;
  source: Source;
  smoothing: number;
  lines: boolean;
  /** Shift of the line list against the redshift that the spectrum's header states. */
  redshift: number;
  band: boolean;
  /** The flux axis holds every sample. */
  allFlux: boolean;
  /** What the horizontal axis says. */
  axis: AxisKind;
  /** Windows around lines, with what is measured in them. */
  lens: boolean;
  /** The mean of the labelled spectra of this class lies over the spectrum; empty for none. */
  mean: string;
  /** Wavelengths in view. */
  view?: Range;
}

/** Reads the settings from an address; what is missing or unreadable has its default. */
export function parseSettings(query: URLSearchParams): Settings {
  const smoothing = Number(query.get("smooth"));
  const redshift = Number(query.get("z"));
  const source = query.get("source");
  const axis = query.get("axis");
  const view = query.get("view")?.split("-").map(Number);
  return {
    at: query.get("at") ?? "",
    filter: {
      set: parseSet(query.get("set")),
      prediction: query.get("prediction") ?? "",
      label: query.get("label") ?? "",
    },
    grid: query.get("grid") === "1",
    source: source === "raw" || source === "both" ? source : "prepared",
    smoothing: SMOOTHING_WIDTHS.includes(smoothing) ? smoothing : 1,
    lines: query.get("lines") === "1",
    redshift: Number.isFinite(redshift) ? redshift : 0,
    band: query.get("band") === "1",
    allFlux: query.get("flux") === "all",
    axis: axis === "rest" || axis === "velocity" ? axis : "observed",
    lens: query.get("lens") === "1",
    mean: query.get("mean") ?? "",
    view:
      view?.length === 2 && view.every(Number.isFinite) && view[0] < view[1]
        ? { min: view[0], max: view[1] }
        : undefined,
  };
}

function parseSet(text: string | null): SetFilter {
  if (text === "all" || SPECTRUM_SETS.includes(text as SpectrumSet)) return text as SetFilter;
  return "batch";
}

/** Writes the settings as an address; defaults are left out. */
export function formatSettings(settings: Settings): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, byDefault = "") => {
    if (value !== byDefault) query.set(name, value);
  };
  put("at", settings.at);
  put("set", settings.filter.set, "batch");
  put("prediction", settings.filter.prediction);
  put("label", settings.filter.label);
  put("grid", settings.grid ? "1" : "");
  put("source", settings.source, "prepared");
  put("smooth", String(settings.smoothing), "1");
  put("lines", settings.lines ? "1" : "");
  put("z", String(settings.redshift), "0");
  put("band", settings.band ? "1" : "");
  put("flux", settings.allFlux ? "all" : "");
  put("axis", settings.axis, "observed");
  put("lens", settings.lens ? "1" : "");
  put("mean", settings.mean);
  if (settings.view !== undefined) {
    put("view", `${settings.view.min.toFixed(1)}-${settings.view.max.toFixed(1)}`);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Browsers count changes of the address and refuse too many: it follows when the person pauses. */
const ADDRESS_DELAY_MS = 250;

/** The settings of the page, kept in step with the address. */
export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(() => parseSettings(new URLSearchParams(location.search)));
  useEffect(() => {
    // Past the router on purpose: its navigation would render the page at low priority after each key.
    const write = () => history.replaceState(history.state, "", location.pathname + formatSettings(settings));
    const timer = setTimeout(write, ADDRESS_DELAY_MS);
    window.addEventListener("pagehide", write);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", write);
    };
  }, [settings]);
  return [settings, (change) => setSettings((old) => ({ ...old, ...change }))];
}
