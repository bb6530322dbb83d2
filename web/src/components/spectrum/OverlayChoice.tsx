import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import type { Spectrum } from "../../api/spectra.ts";
import { plainName } from "../../hooks/spectrumName.ts";
import { useRecentSpectra } from "../../hooks/useRecent.ts";
import { spectrumQuery } from "../spectra/queries.ts";

interface Props {
  /** The spectrum that is shown. */
  own: string;
  /** A second one is known, or no longer wanted. */
  onOther: (other: Spectrum | undefined) => void;
}

/** A second spectrum over the first, by name or among those that were opened last. */
export function OverlayChoice({ own, onOther }: Props) {
  const [written, setWritten] = useState("");
  const [wanted, setWanted] = useState("");
  const listId = useId();
  const recent = useRecentSpectra().filter((name) => name !== own);
  const query = useQuery({ ...spectrumQuery(wanted), enabled: wanted !== "", retry: false });
  const other = wanted === "" ? undefined : query.data;
  useEffect(() => onOther(other), [other, onOther]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanted(plainName(written.trim()));
  };
  return (
    <form className="overlay-choice" onSubmit={submit}>
      <input
        className="input"
        aria-label="Second spectrum"
        placeholder="compare with…"
        list={listId}
        spellCheck={false}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
      />
      <datalist id={listId}>
        {recent.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {wanted !== "" && (
        <button
          type="button"
          className="button quiet small"
          onClick={() => {
            setWritten("");
            setWanted("");
          }}
        >
          without it
        </button>
      )}
      <span className="small muted" role="status">
        {wanted !== "" && query.error !== null && query.error.message}
        {other !== undefined && "scaled to the median in view"}
      </span>
    </form>
  );
}
