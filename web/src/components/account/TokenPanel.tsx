import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  createToken,
  deleteToken,
  type Role,
  SCOPE_WORDS,
  SCOPES,
  type Scope,
  type Token,
} from "../../api/account.ts";
import { sentenceOf } from "../../api/problem.ts";
import { formatUtc } from "../../hooks/format.ts";
import { Age } from "../Age.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { problemOf, problemOfWhole } from "./problems.ts";
import { tokensQuery } from "./queries.ts";
import { Secret } from "./Secret.tsx";
import { TextField } from "./TextField.tsx";

const FIELDS = ["/name", "/expires_in_days", "/scopes"];
const USUAL_DAYS = "90";

/** Tokens with which scripts act for a person. */
export function TokenPanel({ role }: { role: Role }) {
  const client = useQueryClient();
  const query = useQuery(tokensQuery());
  const [secret, setSecret] = useState<string>();
  const refresh = () => client.invalidateQueries({ queryKey: tokensQuery().queryKey });
  const remove = useMutation({ mutationFn: deleteToken, onSettled: refresh });
  return (
    <section className="panel" aria-label="Tokens">
      <div className="panel-head">
        <h2>Tokens for scripts</h2>
      </div>
      <div className="panel-body form-stack">
        {secret !== undefined && (
          <Secret
            title="The new token"
            words="It is shown this once. A script sends it as “Authorization: Bearer …”."
            secret={secret}
            onDone={() => setSecret(undefined)}
          />
        )}
        <NewToken
          role={role}
          onMade={(made) => {
            setSecret(made);
            void refresh();
          }}
        />
        <Refused>{remove.error === null ? undefined : sentenceOf(remove.error)}</Refused>
        <Loaded query={query}>
          {(tokens) =>
            tokens.length === 0 ? (
              <p className="muted">No tokens yet.</p>
            ) : (
              <TokenTable tokens={tokens} onDelete={(id) => remove.mutate(id)} />
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

function NewToken({ role, onMade }: { role: Role; onMade: (secret: string) => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState(USUAL_DAYS);
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set(["read"]));
  const make = useMutation({
    mutationFn: () => createToken(name, [...scopes], Number(days)),
    onSuccess: (secret) => {
      setName("");
      onMade(secret);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  const toggle = (scope: Scope) => {
    const next = new Set(scopes);
    if (!next.delete(scope)) next.add(scope);
    setScopes(next);
  };
  const offered = SCOPES.filter((scope) => scope !== "admin" || role === "administrator");
  const problem = problemOf(make.error, "/scopes") ?? problemOfWhole(make.error, FIELDS);
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="New token">
      <TextField label="Name" value={name} onChange={setName} problem={problemOf(make.error, "/name")} />
      <fieldset className="button-row">
        <legend>What for</legend>
        {offered.map((scope) => (
          <label key={scope} className="check">
            <input type="checkbox" checked={scopes.has(scope)} onChange={() => toggle(scope)} /> {scope}{" "}
            <span className="small muted">{SCOPE_WORDS[scope]}</span>
          </label>
        ))}
      </fieldset>
      <TextField
        label="Days until it ends"
        type="number"
        value={days}
        onChange={setDays}
        problem={problemOf(make.error, "/expires_in_days")}
      />
      <Refused>{problem}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={make.isPending}>
          Make a token
        </button>
      </div>
    </form>
  );
}

function TokenTable({ tokens, onDelete }: { tokens: readonly Token[]; onDelete: (id: string) => void }) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>Token</th>
            <th>For</th>
            <th>Made</th>
            <th>Ends</th>
            <th>Last used</th>
            <th>
              <span className="visually-hidden">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td className="wrap">{token.name}</td>
              <td>{token.scopes.join(", ")}</td>
              <td>
                <Age date={token.createdAt} />
              </td>
              <td>{formatUtc(token.expiresAt)}</td>
              <td>{token.usedAt === undefined ? "never" : <Age date={token.usedAt} />}</td>
              <td>
                <ConfirmButton
                  className="button quiet small"
                  label={`Delete the token ${token.name}`}
                  question="Delete it?"
                  confirm="Delete"
                  onConfirm={() => onDelete(token.id)}
                >
                  Delete
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
