import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "../../api/problem.ts";
import { deleteGroup, type Group, putGroup } from "../../api/spaces.ts";
import { problemOf, problemOfWhole } from "../account/problems.ts";
import { TextField } from "../account/TextField.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { groupsQuery } from "./queries.ts";

/** Groups of people, with whom spaces are shared; for administrators. */
export function GroupPanel() {
  const client = useQueryClient();
  const query = useQuery(groupsQuery());
  const refresh = () => client.invalidateQueries({ queryKey: groupsQuery().queryKey });
  const remove = useMutation({ mutationFn: deleteGroup, onSettled: refresh });
  const [edited, setEdited] = useState<Group>();
  return (
    <section className="panel" aria-label="Groups">
      <div className="panel-body form-stack">
        <GroupForm
          key={edited?.id ?? "new"}
          group={edited}
          onKept={() => {
            setEdited(undefined);
            void refresh();
          }}
        />
        <Refused>{remove.error === null ? undefined : sentenceOf(remove.error)}</Refused>
        <Loaded query={query}>
          {(groups) =>
            groups.length === 0 ? (
              <p className="muted">No groups yet.</p>
            ) : (
              <GroupTable groups={groups} onEdit={setEdited} onDelete={(id) => remove.mutate(id)} />
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

/** The names of a text, one between two commas. */
function namesIn(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function GroupForm({ group, onKept }: { group: Group | undefined; onKept: () => void }) {
  const [name, setName] = useState(group?.name ?? "");
  const [members, setMembers] = useState(group?.members.join(", ") ?? "");
  const keep = useMutation({
    mutationFn: () => putGroup(name, namesIn(members)),
    onSuccess: () => {
      setName("");
      setMembers("");
      onKept();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!keep.isPending) keep.mutate();
  };
  const names = namesIn(members);
  const unknown = names.findIndex((_, place) => problemOf(keep.error, `/members/${place}`) !== undefined);
  const told = unknown < 0 ? undefined : `${names[unknown]} ${problemOf(keep.error, `/members/${unknown}`)}`;
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="Group">
      <TextField
        label="Name of the group"
        value={name}
        onChange={setName}
        problem={problemOf(keep.error, "/name")}
      />
      <TextField
        label="Its people"
        value={members}
        onChange={setMembers}
        help="Their names, with commas between them."
        problem={told}
      />
      <Refused>{told === undefined ? problemOfWhole(keep.error, ["/name"]) : undefined}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={keep.isPending}>
          Keep the group
        </button>
      </div>
    </form>
  );
}

interface TableProps {
  groups: readonly Group[];
  onEdit: (group: Group) => void;
  onDelete: (id: string) => void;
}

function GroupTable({ groups, onEdit, onDelete }: TableProps) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>Group</th>
            <th>People</th>
            <th>
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.id}>
              <td className="wrap">{group.name}</td>
              <td className="wrap">{group.members.join(", ")}</td>
              <td>
                <div className="button-row">
                  <button type="button" className="button quiet small" onClick={() => onEdit(group)}>
                    Change<span className="visually-hidden"> {group.name}</span>
                  </button>
                  <ConfirmButton
                    className="button quiet small"
                    label={`Delete the group ${group.name}`}
                    question="Delete it? What was shared with it is shared no more."
                    confirm="Delete"
                    onConfirm={() => onDelete(group.id)}
                  >
                    Delete
                  </ConfirmButton>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
