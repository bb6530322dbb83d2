import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef } from "react";
import { useNavigate } from "react-router";
import type { ArchiveSearch } from "../../api/archive.ts";
import { useTypedText } from "../../hooks/useTypedText.ts";
import { foundSpectraQuery } from "./queries.ts";
import { SpectrumFilters } from "./SpectrumFilters.tsx";
import { SpectrumResults } from "./SpectrumResults.tsx";
import { enterTarget, spectrumPath } from "./target.ts";

interface Props {
  search: ArchiveSearch;
  onSearch: (search: ArchiveSearch) => void;
  /** What stands here while nothing is searched for. */
  children: ReactNode;
}

/** A spectrum by its name or a part of it, by facts and by position: the list follows the writing. */
export function SpectrumSearch({ search, onSearch, children }: Props) {
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const { text, type, settle } = useTypedText(search.text, (next) =>
    onSearch({ ...search, text: next, offset: 0 }),
  );
  const wanted = search.text.trim();
  const isWanted = wanted !== "" || Object.keys(search.filters).length > 0;
  const query = useQuery({ ...foundSpectraQuery({ ...search, text: wanted }), enabled: isWanted });
  const goToList = () => list.current?.querySelector("a")?.focus();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    settle();
    const written = text.trim();
    if (written === "") return goToList();
    const isAnswered = written === wanted && !query.isPlaceholderData;
    const target = enterTarget(written, isAnswered ? query.data : undefined);
    if (target === "list") goToList();
    else if (target !== undefined) navigate(spectrumPath(target.open, target.directory));
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
      <SpectrumFilters search={search} onSearch={onSearch} />
      {isWanted ? (
        <SpectrumResults
          query={query}
          list={list}
          offset={search.offset}
          onOffset={(offset) => onSearch({ ...search, offset })}
          onLeave={() => field.current?.focus()}
        />
      ) : (
        children
      )}
    </>
  );
}
