import { useMemo } from "react";
import { type Labelling, SET_WORDS, SPECTRUM_SETS } from "../../api/labellings.ts";
import { type Filter, type SetFilter, UNLABELLED } from "./session.ts";

interface Props {
  items: readonly Labelling[];
  filter: Filter;
  classes: readonly string[];
  onChange: (filter: Filter) => void;
}

/** Narrows the list by set, prediction and label. */
export function FilterBar({ items, filter, classes, onChange }: Props) {
  const predictions = useMemo(
    () => [...new Set(items.map((item) => item.prediction).filter((name) => name !== undefined))].sort(),
    [items],
  );
  const hasCandidates = useMemo(() => items.some((item) => item.set === "CANDIDATE"), [items]);
  return (
    <div className="filters">
      <select
        className="select"
        aria-label="Set"
        value={filter.set}
        onChange={(event) => onChange({ ...filter, set: event.target.value as SetFilter })}
      >
        <option value="batch">{hasCandidates ? "oracle and estimate" : "whole batch"}</option>
        {SPECTRUM_SETS.filter((set) => items.some((item) => item.set === set)).map((set) => (
          <option key={set} value={set}>
            {SET_WORDS[set]}
          </option>
        ))}
        {hasCandidates && <option value="all">all sets</option>}
      </select>
      {predictions.length > 0 && (
        <select
          className="select"
          aria-label="Prediction"
          value={filter.prediction}
          onChange={(event) => onChange({ ...filter, prediction: event.target.value })}
        >
          <option value="">any prediction</option>
          {predictions.map((name) => (
            <option key={name} value={name}>
              predicted {name}
            </option>
          ))}
        </select>
      )}
      <select
        className="select"
        aria-label="Label"
        value={filter.label}
        onChange={(event) => onChange({ ...filter, label: event.target.value })}
      >
        <option value="">any label</option>
        <option value={UNLABELLED}>not labelled</option>
        {classes.map((name) => (
          <option key={name} value={name}>
            labelled {name}
          </option>
        ))}
      </select>
    </div>
  );
}
