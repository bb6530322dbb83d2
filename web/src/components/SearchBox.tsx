import { type FormEvent, useRef } from "react";
import { useNavigate } from "react-router";
import { isSpectrumName, plainName } from "../hooks/spectrumName.ts";
import { useKeys } from "../hooks/useKeys.ts";

/** Finds a spectrum by its file name, else jobs by their label. `/` goes to it from anywhere. */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  useKeys({ "/": () => input.current?.focus() });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const text = input.current?.value.trim() ?? "";
    if (text !== "") navigate(targetOf(text));
  };
  return (
    <search>
      <form onSubmit={onSubmit}>
        <input
          ref={input}
          className="input search"
          type="search"
          aria-label="Search for a spectrum or a job"
          placeholder="Search  ( / )"
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
      </form>
    </search>
  );
}

/** Where a search leads. */
export function targetOf(text: string): string {
  if (isSpectrumName(text)) return `/spectra/${encodeURIComponent(plainName(text))}`;
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text)) return `/jobs/${text}`;
  return /^spec-/i.test(text)
    ? `/spectra?q=${encodeURIComponent(text)}`
    : `/jobs?q=${encodeURIComponent(text)}`;
}
