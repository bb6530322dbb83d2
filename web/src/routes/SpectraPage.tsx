import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { Age } from "../components/Age.tsx";
import { jobsQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { ArchiveIndexLine } from "../components/spectra/ArchiveIndexLine.tsx";
import { SpectrumSearch } from "../components/spectra/SpectrumSearch.tsx";
import { paramsOf, searchOf } from "../components/spectra/search.ts";
import { useRecentSpectra } from "../hooks/useRecent.ts";

/** Jobs whose spectra are offered for browsing. */
const JOBS = { type: "DATA_PREPROCESSING", phase: "COMPLETED", offset: 0, limit: 20 } as const;

/** Any spectrum of the archive by its name, what its header says or where it is, or by way of a job that read it. */
export function SpectraPage() {
  const [params, setParams] = useSearchParams();
  return (
    <Page crumbs={[{ name: "Spectra" }]}>
      <h1>Spectra</h1>
      <ArchiveIndexLine />
      <SpectrumSearch
        search={searchOf(params)}
        onSearch={(search) => setParams(paramsOf(search), { replace: true })}
      >
        <OtherWays />
      </SpectrumSearch>
    </Page>
  );
}

function OtherWays() {
  const recent = useRecentSpectra();
  const prepared = useQuery(jobsQuery(JOBS));
  return (
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
  );
}
