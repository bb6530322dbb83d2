import { REGIONS, type Region } from "./plan.ts";
import { RegionPlot } from "./RegionPlot.tsx";

interface Props {
  /** Directory of the archive whose spectra are shown. */
  directory: string;
  region: Region;
  onChange: (region: Region) => void;
}

/** The part of the spectrum that is looked at: one of those that searches often take, or any other. */
export function RegionEditor({ directory, region, onChange }: Props) {
  const number = (field: "start" | "end" | "points" | "line", title: string) => (
    <label className="field">
      <span>{title}</span>
      <input
        className="input"
        type="number"
        step="any"
        value={region[field] ?? ""}
        onChange={({ target }) =>
          onChange({
            ...region,
            name: "own",
            [field]: target.value === "" && field === "line" ? undefined : Number(target.value),
          })
        }
      />
    </label>
  );
  return (
    <fieldset className="region-editor">
      <legend>Region</legend>
      <RegionPlot directory={directory} region={region} onChange={onChange} />
      <div className="button-row">
        {REGIONS.map((known) => (
          <button
            key={known.name}
            type="button"
            className="button small"
            aria-pressed={known.name === region.name}
            onClick={() => onChange(known)}
          >
            {known.name}
          </button>
        ))}
      </div>
      <div className="field-row">
        {number("start", "from [Å, vacuum]")}
        {number("end", "to [Å]")}
        {number("points", "points")}
        {number("line", "line [Å], if any")}
      </div>
    </fieldset>
  );
}
