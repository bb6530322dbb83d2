import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef } from "react";
import { useNavigate } from "react-router";
import { useTypedText } from "../../hooks/useTypedText.ts";
import { foundSpectraQuery } from "./queries.ts";
import { SpectrumResults } from "./SpectrumResults.tsx";
import { enterTarget } from "./target.ts";

interface Props {
  /** What is searched for. */
  text: string;
  onText: (text: string) => void;
  /** What stands here while nothing is searched for. */
  children: ReactNode;
}

/** A spectrum by its name or a part of it: the list follows the writing. */
export function SpectrumSearch({ text: searched, onText, children }: Props) {
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const { text, type, settle } = useTypedText(searched, onText);
  const wanted = searched.trim();
  const query = useQuery({ ...foundSpectraQuery(wanted), enabled: wanted !== "" });
  const goToList = () => list.current?.querySelector("a")?.focus();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    settle();
    const written = text.trim();
    const isAnswered = written === wanted && !query.isPlaceholderData;
    const target = enterTarget(written, isAnswered ? query.data : undefined);
    if (target === "list") goToList();
    else if (target !== undefined) navigate(`/spectra/${encodeURIComponent(target.open)}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || list.current === null) return;
    event.preventDefault();
    goToList();
  };
  return (
    <>
      <form className="filters" onSubmit={onSubmit}>
        <input
          ref={field}
          className="input wide"
          type="search"
          aria-label="File name of a spectrum"
          aria-describedby="name-help"
          placeholder="spec-56201-B6001_sp01-014.fits"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="button primary">
          Open
        </button>
        <span id="name-help" className="small muted">
          by its file name, or any part of it
        </span>
      </form>
      {wanted === "" ? (
        children
      ) : (
        <SpectrumResults query={query} list={list} onLeave={() => field.current?.focus()} />
      )}
    </>
  );
}
