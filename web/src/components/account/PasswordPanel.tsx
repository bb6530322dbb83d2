import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePassword } from "../../api/account.ts";
import { Refused } from "../Notice.tsx";
import { problemOf, problemOfWhole } from "./problems.ts";
import { TextField } from "./TextField.tsx";

const FIELDS = ["/current_password", "/new_password"];

/** Another password of one's own. */
export function PasswordPanel() {
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword(current, wanted),
    onSuccess: () => {
      setCurrent("");
      setWanted("");
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate();
  };
  const problem = problemOfWhole(change.error, FIELDS);
  return (
    <section className="panel" aria-label="Password">
      <div className="panel-head">
        <h2>Password</h2>
      </div>
      <form className="panel-body form-stack" onSubmit={onSubmit}>
        <TextField
          label="Current password"
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          problem={problemOf(change.error, "/current_password")}
        />
        <TextField
          label="New password"
          type="password"
          value={wanted}
          onChange={setWanted}
          autoComplete="new-password"
          help="12 characters or more, of any kind. All your other sessions end."
          problem={problemOf(change.error, "/new_password")}
        />
        <Refused>{problem}</Refused>
        <div className="button-row">
          <button type="submit" className="button" disabled={change.isPending}>
            Change the password
          </button>
          <span role="status" className="small muted">
            {change.isSuccess ? "Changed." : ""}
          </span>
        </div>
      </form>
    </section>
  );
}
