import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  changeUser,
  createUser,
  createUserLink,
  type PasswordLink,
  ROLE_WORDS,
  ROLES,
  type Role,
  type User,
} from "../../api/account.ts";
import { sentenceOf } from "../../api/problem.ts";
import { Age } from "../Age.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { problemOf, problemOfWhole } from "./problems.ts";
import { usersQuery } from "./queries.ts";
import { Secret } from "./Secret.tsx";
import { TextField } from "./TextField.tsx";
import { useSession } from "./useSession.ts";

/** The accounts: who there is, what each may do, a link for a password. */
export function UserPanel({ own }: { own: string | undefined }) {
  const client = useQueryClient();
  const query = useQuery(usersQuery());
  const [link, setLink] = useState<{ name: string; link: PasswordLink }>();
  const refresh = () => client.invalidateQueries({ queryKey: usersQuery().queryKey });
  const change = useMutation({
    mutationFn: ({ id, ...to }: { id: string; role?: Role; is_active?: boolean }) => changeUser(id, to),
    onSettled: refresh,
  });
  const makeLink = useMutation({
    mutationFn: ({ id }: User) => createUserLink(id),
    onSuccess: (made, { name }) => setLink({ name, link: made }),
  });
  const error = change.error ?? makeLink.error;
  return (
    <section className="panel" aria-label="Accounts">
      <div className="panel-body form-stack">
        {link !== undefined && "mailedTo" in link.link && (
          <p role="status">
            A link for {link.name} is on its way to {link.link.mailedTo}.
          </p>
        )}
        {link !== undefined && "path" in link.link && (
          <Secret
            title={`A link for ${link.name}`}
            words="With it that person chooses a password, once, within a day. It is shown this once: give it to nobody else."
            secret={location.origin + link.link.path}
            onDone={() => setLink(undefined)}
          />
        )}
        <NewUser
          onMade={(made) => {
            setLink(made);
            void refresh();
          }}
        />
        <Refused>{error === null ? undefined : sentenceOf(error)}</Refused>
        <Loaded query={query}>
          {(users) => (
            <div className="table-wrap">
              <table className="table">
                <thead>
                  <tr>
                    <th>Name</th>
                    <th>Role</th>
                    <th>Since</th>
                    <th>Last here</th>
                    <th>
                      <span className="visually-hidden">Password and entry</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {users.map((user) => (
                    <UserRow
                      key={user.id}
                      user={user}
                      isOwn={user.id === own}
                      onChange={(to) => change.mutate({ id: user.id, ...to })}
                      onLink={() => makeLink.mutate(user)}
                    />
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

interface RowProps {
  user: User;
  isOwn: boolean;
  onChange: (to: { role?: Role; is_active?: boolean }) => void;
  onLink: () => void;
}

function UserRow({ user, isOwn, onChange, onLink }: RowProps) {
  return (
    <tr>
      <td className="wrap">
        {user.name} {isOwn && <span className="small muted">you</span>}
      </td>
      <td>
        <select
          className="select"
          aria-label={`Role of ${user.name}`}
          value={user.role}
          onChange={(event) => onChange({ role: event.target.value as Role })}
        >
          {ROLES.map((role) => (
            <option key={role} value={role} title={ROLE_WORDS[role]}>
              {role}
            </option>
          ))}
        </select>
      </td>
      <td>
        <Age date={user.createdAt} />
      </td>
      <td>{user.lastSeenAt === undefined ? "never" : <Age date={user.lastSeenAt} />}</td>
      <td>
        <div className="button-row">
          <button type="button" className="button quiet small" onClick={onLink}>
            Link for a password<span className="visually-hidden"> of {user.name}</span>
          </button>
          <button
            type="button"
            className="button quiet small"
            onClick={() => onChange({ is_active: !user.isActive })}
          >
            {user.isActive ? "Shut out" : "Let in again"}
            <span className="visually-hidden"> {user.name}</span>
          </button>
        </div>
      </td>
    </tr>
  );
}

function NewUser({ onMade }: { onMade: (made: { name: string; link: PasswordLink }) => void }) {
  const sendsMail = useSession()?.sendsMail ?? false;
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("labeller");
  const make = useMutation({
    mutationFn: () => createUser(name, role, email === "" ? undefined : email),
    onSuccess: (link) => {
      onMade({ name, link });
      setName("");
      setEmail("");
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  const problem = problemOfWhole(make.error, ["/name", "/email"]);
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="New account">
      <TextField label="Name" value={name} onChange={setName} problem={problemOf(make.error, "/name")} />
      <div className="field">
        <label htmlFor="new-role">Role</label>
        <select
          id="new-role"
          className="select"
          value={role}
          onChange={(event) => setRole(event.target.value as Role)}
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {one}: {ROLE_WORDS[one]}
            </option>
          ))}
        </select>
      </div>
      {sendsMail && (
        <TextField
          label="Address"
          value={email}
          onChange={setEmail}
          help="The link for a password is sent there; empty: you are shown it."
          problem={problemOf(make.error, "/email")}
        />
      )}
      <Refused>{problem}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={make.isPending}>
          Make an account
        </button>
      </div>
    </form>
  );
}
