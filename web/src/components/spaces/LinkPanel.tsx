import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "../../api/problem.ts";
import { createLink, deleteLink, type ShareLink } from "../../api/spaces.ts";
import { formatUtc } from "../../hooks/format.ts";
import { Age } from "../Age.tsx";
import { problemOf, problemOfWhole } from "../account/problems.ts";
import { Secret } from "../account/Secret.tsx";
import { TextField } from "../account/TextField.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { linksQuery } from "./queries.ts";

const FIELDS = ["/name", "/expires_in_days"];
const USUAL_DAYS = "30";

/** Links with which whoever has one looks at a space, for its owners. */
export function LinkPanel({ spaceId }: { spaceId: string }) {
  const client = useQueryClient();
  const query = useQuery(linksQuery(spaceId));
  const [path, setPath] = useState<string>();
  const refresh = () => client.invalidateQueries({ queryKey: linksQuery(spaceId).queryKey });
  const remove = useMutation({
    mutationFn: (linkId: string) => deleteLink(spaceId, linkId),
    onSettled: refresh,
  });
  return (
    <section className="panel" aria-label="Links">
      <div className="panel-head">
        <h2>Links to look at it</h2>
      </div>
      <div className="panel-body form-stack">
        <p className="small muted">
          Whoever has such a link sees all that lies in this space, without an account, and changes nothing.
        </p>
        {path !== undefined && (
          <Secret
            title="The new link"
            words="It is shown this once."
            secret={location.origin + path}
            onDone={() => setPath(undefined)}
          />
        )}
        <NewLink
          spaceId={spaceId}
          onMade={(made) => {
            setPath(made);
            void refresh();
          }}
        />
        <Refused>{remove.error === null ? undefined : sentenceOf(remove.error)}</Refused>
        <Loaded query={query}>
          {(links) =>
            links.length === 0 ? (
              <p className="muted">No links.</p>
            ) : (
              <LinkTable links={links} onDelete={(id) => remove.mutate(id)} />
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

function NewLink({ spaceId, onMade }: { spaceId: string; onMade: (path: string) => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState(USUAL_DAYS);
  const make = useMutation({
    mutationFn: () => createLink(spaceId, name, Number(days)),
    onSuccess: (path) => {
      setName("");
      onMade(path);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="New link">
      <TextField
        label="For whom"
        value={name}
        onChange={setName}
        problem={problemOf(make.error, "/name")}
        help="To know it by, such as “for the referee”."
      />
      <TextField
        label="Days until it ends"
        type="number"
        value={days}
        onChange={setDays}
        problem={problemOf(make.error, "/expires_in_days")}
      />
      <Refused>{problemOfWhole(make.error, FIELDS)}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={make.isPending}>
          Make a link
        </button>
      </div>
    </form>
  );
}

function LinkTable({ links, onDelete }: { links: readonly ShareLink[]; onDelete: (id: string) => void }) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>For whom</th>
            <th>By</th>
            <th>Made</th>
            <th>Ends</th>
            <th>
              <span className="visually-hidden">End</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={link.id}>
              <td className="wrap">{link.name}</td>
              <td className="wrap">{link.createdBy}</td>
              <td>
                <Age date={link.createdAt} />
              </td>
              <td>{formatUtc(link.expiresAt)}</td>
              <td>
                <ConfirmButton
                  className="button quiet small"
                  label={`End the link ${link.name}`}
                  question="End it now?"
                  confirm="End it"
                  onConfirm={() => onDelete(link.id)}
                >
                  End
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
