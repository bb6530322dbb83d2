import { shiftRedshift } from "./useLabellingKeys.ts";

/** The redshift at which the spectral lines are drawn. */
export function RedshiftControl({
  redshift,
  onChange,
}: {
  redshift: number;
  onChange: (redshift: number) => void;
}) {
  return (
    <span className="redshift">
      <label>
        lines at z{" "}
        <input
          className="input"
          type="number"
          step={0.0001}
          min={-0.1}
          max={7}
          value={redshift}
          onChange={(event) => onChange(Number(event.target.value))}
        />
      </label>
      <button
        type="button"
        className="button small"
        aria-label="Smaller redshift"
        onClick={() => onChange(shiftRedshift(redshift, -1))}
      >
        ▼
      </button>
      <button
        type="button"
        className="button small"
        aria-label="Larger redshift"
        onClick={() => onChange(shiftRedshift(redshift, 1))}
      >
        ▲
      </button>
    </span>
  );
}
