import { shiftRedshift } from "./useLabellingKeys.ts";

interface Props {
  /** What the header of the spectrum states; 0 where it does not. */
  stated: number;
  /** Against what is stated; stays from spectrum to spectrum. */
  shift: number;
  onChange: (shift: number) => void;
}

/** The redshift at which the spectral lines are drawn. */
export function RedshiftControl({ stated, shift, onChange }: Props) {
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
          value={shiftRedshift(stated + shift, 0)}
          onChange={(event) => onChange(shiftRedshift(Number(event.target.value) - stated, 0))}
        />
      </label>
      <button
        type="button"
        className="button small"
        aria-label="Smaller redshift"
        onClick={() => onChange(shiftRedshift(shift, -1))}
      >
        ▼
      </button>
      <button
        type="button"
        className="button small"
        aria-label="Larger redshift"
        onClick={() => onChange(shiftRedshift(shift, 1))}
      >
        ▲
      </button>
      {stated !== 0 && shift !== 0 && (
        <button type="button" className="button quiet small" onClick={() => onChange(0)}>
          as stated
        </button>
      )}
    </span>
  );
}
