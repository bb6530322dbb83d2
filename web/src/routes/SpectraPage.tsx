import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { jobsQuery } from "../api/queries.ts";
import { Age } from "../components/Age.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { isSpectrumName, plainName } from "../hooks/spectrumName.ts";
import { useRecentSpectra } from "../hooks/useRecent.ts";

/** Jobs whose spectra are offered for browsing. */
const JOBS = { type: "DATA_PREPROCESSING", phase: "COMPLETED", offset: 0, limit: 20 } as const;

/** Any spectrum of the archive by its name, or by way of a job that read it. */
export function SpectraPage() {
  const recent = useRecentSpectra();
  const prepared = useQuery(jobsQuery(JOBS));
  return (
    <Page crumbs={[{ name: "Spectra" }]}>
      <h1>Spectra</h1>
      <OpenByName />
      <div className="columns">
        <section className="panel">
          <div className="panel-head">
            <h2>By job</h2>
          </div>
          <Loaded query={prepared}>
            {({ jobs }) =>
              jobs.length === 0 ? (
                <EmptyState title="No job has read spectra yet">
                  <p>A preprocessing job lists all spectra that it read.</p>
                  <Link className="button primary" to="/jobs/new?type=DATA_PREPROCESSING">
                    Preprocess an archive
                  </Link>
                </EmptyState>
              ) : (
                <ul className="panel-body list-plain">
                  {jobs.map((job) => (
                    <li key={job.id} className="subtitle">
                      <Link to={`/jobs/${job.id}/result`}>{job.label}</Link>
                      <span className="small muted">
                        <Age date={job.createdAt} />
                      </span>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
        <section className="panel">
          <div className="panel-head">
            <h2>Opened last</h2>
          </div>
          {recent.length === 0 ? (
            <p className="panel-body muted">The spectra that you open are listed here.</p>
          ) : (
            <ul className="panel-body list-plain">
              {recent.map((name) => (
                <li key={name}>
                  <Link to={`/spectra/${encodeURIComponent(name)}`}>{name}</Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </Page>
  );
}

function OpenByName() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [isPartial, setIsPartial] = useState(params.get("q") !== null);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    setIsPartial(name !== "" && !isSpectrumName(name));
    if (isSpectrumName(name)) navigate(`/spectra/${encodeURIComponent(plainName(name))}`);
  };
  return (
    <form className="filters" onSubmit={onSubmit}>
      <input
        className="input wide"
        name="name"
        type="search"
        aria-label="File name of a spectrum"
        aria-invalid={isPartial}
        aria-describedby="name-help"
        placeholder="spec-56201-B6001_sp01-014.fits"
        defaultValue={params.get("q") ?? ""}
      />
      <button type="submit" className="button primary">
        Open
      </button>
      <span id="name-help" className={isPartial ? "small save-refused" : "small muted"}>
        {isPartial
          ? "A spectrum is opened by its whole file name, ending in .fits."
          : "by its whole file name"}
      </span>
    </form>
  );
}
