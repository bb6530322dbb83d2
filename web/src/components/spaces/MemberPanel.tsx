import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { sentenceOf } from "../../api/problem.ts";
import {
  endShare,
  SPACE_ROLE_WORDS,
  SPACE_ROLES,
  type SpaceDetail,
  type SpaceMember,
  type SpaceRole,
  share,
} from "../../api/spaces.ts";
import { problemOf, problemOfWhole } from "../account/problems.ts";
import { TextField } from "../account/TextField.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Refused } from "../Notice.tsx";
import { spaceQuery, spacesQuery } from "./queries.ts";

/** Who shares a space, and what each may do in it; its owners change that. */
export function MemberPanel({ space }: { space: SpaceDetail }) {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: spaceQuery(space.id).queryKey }),
      client.invalidateQueries({ queryKey: spacesQuery().queryKey }),
    ]);
  const change = useMutation({
    mutationFn: ({ kind, name, role }: Pick<SpaceMember, "kind" | "name" | "role">) =>
      share(space.id, kind, name, role),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (memberId: string) => endShare(space.id, memberId),
    onSettled: refresh,
  });
  const mayShare = space.role === "owner";
  const error = change.error ?? remove.error;
  return (
    <section className="panel" aria-label="Members">
      <div className="panel-head">
        <h2>Who shares it</h2>
      </div>
      <div className="panel-body form-stack">
        {mayShare && <NewMember spaceId={space.id} onShared={refresh} />}
        <Refused>{error === null ? undefined : sentenceOf(error)}</Refused>
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th>Name</th>
                <th>Role</th>
                <th>
                  <span className="visually-hidden">End</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {space.members.map((member) => (
                <tr key={member.id}>
                  <td className="wrap">
                    {member.name} {member.kind === "group" && <span className="small muted">group</span>}
                  </td>
                  <td>
                    {mayShare ? (
                      <RoleSelect
                        label={`Role of ${member.name}`}
                        role={member.role}
                        onChange={(role) => change.mutate({ ...member, role })}
                      />
                    ) : (
                      member.role
                    )}
                  </td>
                  <td>
                    {mayShare && (
                      <ConfirmButton
                        className="button quiet small"
                        label={`Share no longer with ${member.name}`}
                        question="Share no longer?"
                        confirm="End it"
                        onConfirm={() => remove.mutate(member.id)}
                      >
                        Remove
                      </ConfirmButton>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

interface RoleProps {
  id?: string;
  label?: string;
  role: SpaceRole;
  onChange: (role: SpaceRole) => void;
}

function RoleSelect({ id, label, role, onChange }: RoleProps) {
  return (
    <select
      id={id}
      className="select"
      aria-label={label}
      value={role}
      onChange={(event) => onChange(event.target.value as SpaceRole)}
    >
      {SPACE_ROLES.map((one) => (
        <option key={one} value={one} title={SPACE_ROLE_WORDS[one]}>
          {label === undefined ? `${one}: ${SPACE_ROLE_WORDS[one]}` : one}
        </option>
      ))}
    </select>
  );
}

function NewMember({ spaceId, onShared }: { spaceId: string; onShared: () => void }) {
  const [kind, setKind] = useState<SpaceMember["kind"]>("person");
  const [name, setName] = useState("");
  const [role, setRole] = useState<SpaceRole>("labeller");
  const ids = useId();
  const make = useMutation({
    mutationFn: () => share(spaceId, kind, name, role),
    onSuccess: () => {
      setName("");
      onShared();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  const pointers = ["/user", "/group"];
  const problem = problemOf(make.error, "/user") ?? problemOf(make.error, "/group");
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="Share">
      <div className="field">
        <label htmlFor={`${ids}-kind`}>With</label>
        <select
          id={`${ids}-kind`}
          className="select"
          value={kind}
          onChange={(event) => setKind(event.target.value as SpaceMember["kind"])}
        >
          <option value="person">a person</option>
          <option value="group">a group of people</option>
        </select>
      </div>
      <TextField label="Name" value={name} onChange={setName} problem={problem} />
      <div className="field">
        <label htmlFor={`${ids}-role`}>Role</label>
        <RoleSelect id={`${ids}-role`} role={role} onChange={setRole} />
      </div>
      <Refused>{problemOfWhole(make.error, pointers)}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={make.isPending}>
          Share
        </button>
      </div>
    </form>
  );
}
