import { useQuery } from "@tanstack/react-query";
import { ArchiveDirectoryPicker } from "../form/ArchiveDirectoryPicker.tsx";
import { PathInput } from "../form/PathInput.tsx";
import { jobsQuery } from "../job/queries.ts";
import type { Draft } from "./plan.ts";

interface Props {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

/** Where the spectra come from: a directory of the archive, or a matrix that a job has made already. */
export function PoolEditor({ draft, onChange }: Props) {
  const made = useQuery(jobsQuery({ type: "DATA_PREPROCESSING", phase: "COMPLETED", offset: 0, limit: 50 }));
  const jobs = made.data?.jobs ?? [];
  return (
    <fieldset>
      <legend>Spectra</legend>
      {jobs.length > 0 && (
        <label className="field">
          <span>from</span>
          <select
            className="input"
            value={draft.matrix}
            onChange={({ target }) => onChange({ matrix: target.value })}
          >
            <option value="">a directory of the archive</option>
            {jobs.map((job) => (
              <option key={job.id} value={`${job.directory}/result.h5`}>
                the matrix of “{job.label}”
              </option>
            ))}
          </select>
        </label>
      )}
      {draft.matrix === "" && (
        <>
          <div className="field">
            <label htmlFor="campaign-directory">Directory of the archive</label>
            <PathInput
              id="campaign-directory"
              value={draft.directory}
              placeholder="/ for the whole archive"
              onChange={(directory) => onChange({ directory })}
              Picker={ArchiveDirectoryPicker}
            />
          </div>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.isRecursive}
              onChange={({ target }) => onChange({ isRecursive: target.checked })}
            />{" "}
            with the directories inside
          </label>
        </>
      )}
    </fieldset>
  );
}
