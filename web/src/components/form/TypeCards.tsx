import type { JobType } from "../../api/jobTypes.ts";
import { Icon, type IconName } from "../Icon.tsx";

interface Props {
  types: readonly JobType[];
  chosen: string;
  onChoose: (type: string) => void;
}

/** Kinds of job that have a drawing of their own. */
const ICONS: Record<string, IconName> = { DATA_PREPROCESSING: "spectra", ACTIVE_ML: "experiments" };

/** The kinds of job, each with a sentence. */
export function TypeCards({ types, chosen, onChoose }: Props) {
  return (
    <fieldset className="type-cards">
      <legend className="visually-hidden">Type of the job</legend>
      {types.map(({ type, title, description }) => (
        <label key={type} className="type-card">
          <input
            type="radio"
            name="job-type"
            value={type}
            checked={type === chosen}
            onChange={() => onChoose(type)}
          />
          <Icon name={ICONS[type] ?? "jobs"} />
          <span>
            <strong>{title}</strong>
            <span className="small muted">{description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
