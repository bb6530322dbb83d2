import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { FoundSpectrum } from "../../api/archive.ts";
import { formatCount } from "../../hooks/format.ts";
import { useKeys } from "../../hooks/useKeys.ts";
import { foundSpectraQuery } from "../spectra/queries.ts";
import { paramsOf, searchOf } from "../spectra/search.ts";
import { spectrumPath } from "../spectra/target.ts";

/** The page of a spectrum that a search found; from there one goes on in that search. */
export function foundPath(found: FoundSpectrum, params: URLSearchParams, index: number): string {
  const next = new URLSearchParams(paramsOf({ ...searchOf(params), offset: 0 }));
  next.set("n", String(index));
  return `${spectrumPath(found.filename, found.directory)}&${next}`;
}

/** The spectra before and after this one in the search that led here; nothing where none did. */
export function Neighbours() {
  const [params] = useSearchParams();
  const index = Number(params.get("n") ?? Number.NaN);
  return Number.isInteger(index) && index >= 0 ? <FoundNeighbours params={params} index={index} /> : null;
}

function FoundNeighbours({ params, index }: { params: URLSearchParams; index: number }) {
  const navigate = useNavigate();
  const first = Math.max(0, index - 1);
  const search = { ...searchOf(params), offset: first };
  const { data } = useQuery(foundSpectraQuery(search, 3));
  const at = (place: number) => data?.spectra[place - first];
  const path = (place: number) => {
    const found = place < 0 ? undefined : at(place);
    return found === undefined ? undefined : foundPath(found, params, place);
  };
  const [previous, next] = [path(index - 1), path(index + 1)];
  const go = (to: string | undefined) => to !== undefined && navigate(to, { replace: true });
  useKeys({ arrowleft: () => go(previous), arrowright: () => go(next) });
  const back = new URLSearchParams(paramsOf(searchOf(params)));
  return (
    <nav className="neighbours" aria-label="Found spectra">
      <Step to={previous} words="Previous" sign="←" />
      <span className="small muted">
        {data !== undefined && `${formatCount(index + 1)} of ${formatCount(data.total)}`}
      </span>
      <Step to={next} words="Next" sign="→" />
      <Link className="small" to={`/spectra?${back}`}>
        the search
      </Link>
    </nav>
  );
}

function Step({ to, words, sign }: { to: string | undefined; words: string; sign: string }) {
  if (to === undefined)
    return (
      <span className="button small" aria-disabled="true">
        {sign} {words}
      </span>
    );
  return (
    <Link className="button small" to={to} replace>
      {sign} {words}
    </Link>
  );
}
