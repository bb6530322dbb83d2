import type { CampaignModel } from "../../api/campaigns.ts";
import { type Draft, MODELS } from "./plan.ts";

/** What learns from the labels, and after how many of them. */
export function ModelEditor({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  return (
    <>
      <label className="field">
        <span>What learns from the labels</span>
        <select
          className="input"
          value={draft.model}
          onChange={({ target }) => onChange({ model: target.value as CampaignModel })}
        >
          {MODELS.map(({ model, says }) => (
            <option key={model} value={model}>
              {model} ({says})
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Spectra of a round: small rounds need fewer labels, large ones fewer pauses</span>
        <input
          className="input"
          inputMode="numeric"
          value={draft.round}
          onChange={({ target }) => onChange({ round: target.value })}
        />
      </label>
    </>
  );
}
