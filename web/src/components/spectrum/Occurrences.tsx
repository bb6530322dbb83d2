import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { SET_WORDS } from "../../api/labellings.ts";
import { Loaded } from "../Loaded.tsx";
import { occurrencesQuery } from "./queries.ts";

/** In which jobs a spectrum was shown, and what was said of it. Only for those who ask: a label should be given unbiased. */
export function Occurrences({ filename }: { filename: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="panel" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Jobs and labels</summary>
      {isOpen && <OccurrenceList filename={filename} />}
    </details>
  );
}

function OccurrenceList({ filename }: { filename: string }) {
  const query = useQuery(occurrencesQuery(filename));
  return (
    <div className="panel-body">
      <Loaded query={query}>
        {({ occurrences, isComplete }) =>
          occurrences.length === 0 ? (
            <p className="muted">No job has shown this spectrum to a person.</p>
          ) : (
            <>
              <table className="table">
                <thead>
                  <tr>
                    <th>job</th>
                    <th>shown as</th>
                    <th>label</th>
                    <th>comment</th>
                  </tr>
                </thead>
                <tbody>
                  {occurrences.map((one) => (
                    <tr key={one.labellingId}>
                      <td>
                        <Link to={`/jobs/${one.jobId}`}>{one.jobLabel}</Link>
                      </td>
                      <td>
                        <Link to={`/jobs/${one.jobId}/label?set=all&at=${one.labellingId}`}>
                          {SET_WORDS[one.set]} of iteration {one.iteration}
                        </Link>
                      </td>
                      <td>{one.label ?? <span className="muted">none yet</span>}</td>
                      <td>{one.comment}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {!isComplete && <p className="small muted">These are the newest; there are more.</p>}
            </>
          )
        }
      </Loaded>
    </div>
  );
}
