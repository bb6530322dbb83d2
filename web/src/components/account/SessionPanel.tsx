import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endSession } from "../../api/account.ts";
import { sentenceOf } from "../../api/problem.ts";
import { Age } from "../Age.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { sessionsQuery } from "./queries.ts";

/** Where one is signed in, and the way to end it there. */
export function SessionPanel() {
  const client = useQueryClient();
  const query = useQuery(sessionsQuery());
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey }),
  });
  return (
    <section className="panel" aria-label="Sessions">
      <div className="panel-head">
        <h2>Where you are signed in</h2>
      </div>
      <div className="panel-body form-stack">
        <Refused>{end.error === null ? undefined : sentenceOf(end.error)}</Refused>
        <Loaded query={query}>
          {(sessions) => (
            <div className="table-wrap">
              <table className="table">
                <thead>
                  <tr>
                    <th>Browser</th>
                    <th>Address</th>
                    <th>Signed in</th>
                    <th>Last used</th>
                    <th>
                      <span className="visually-hidden">End it</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {sessions.map((session) => (
                    <tr key={session.id}>
                      <td className="wrap">{session.browser ?? "unknown"}</td>
                      <td>{session.address ?? "unknown"}</td>
                      <td>
                        <Age date={session.createdAt} />
                      </td>
                      <td>
                        <Age date={session.seenAt} />
                      </td>
                      <td>
                        {session.isCurrent ? (
                          <span className="small muted">this one</span>
                        ) : (
                          <ConfirmButton
                            className="button quiet small"
                            label={`End the session of ${session.browser ?? "an unknown browser"}`}
                            question="End it there?"
                            confirm="End it"
                            onConfirm={() => end.mutate(session.id)}
                          >
                            End this one
                          </ConfirmButton>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
      </div>
    </section>
  );
}
