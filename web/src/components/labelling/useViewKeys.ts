import { useQuery } from "@tanstack/react-query";
import type { Labelling } from "../../api/labellings.ts";
import { fullView } from "../plot/drawSpectrum.ts";
import { H_ALPHA, observedWave } from "../plot/lines.ts";
import { centredOn, panBy, zoomBy } from "../plot/view.ts";
import { preparedQuery, spectrumQuery } from "../spectra/queries.ts";
import type { Settings } from "./settings.ts";

/** Moves of the view by key, within the spectrum that is shown; they do nothing before it is there. */
export function useViewKeys(
  jobId: string,
  item: Labelling | undefined,
  settings: Settings,
  change: (change: Partial<Settings>) => void,
) {
  const name = item?.filename ?? "";
  const prepared = useQuery({ ...preparedQuery(jobId, name), enabled: item !== undefined }).data;
  const observed = useQuery({ ...spectrumQuery(name), enabled: item !== undefined }).data;
  const { view, source, redshift } = settings;
  const curve = (source === "raw" ? observed : (prepared ?? observed))?.curve;
  const all = curve === undefined ? undefined : fullView([{ curve, colour: "curve" }]);
  const stated = observed?.meta.redshift ?? 0;
  return {
    stated,
    zoom: (factor: number) => all !== undefined && change({ view: zoomBy(view ?? all, all, factor) }),
    pan: (parts: number) => all !== undefined && change({ view: panBy(view ?? all, all, parts) }),
    goToHAlpha: () =>
      all !== undefined && change({ view: centredOn(observedWave(H_ALPHA, stated + redshift), view, all) }),
  };
}
