import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { askForPassword } from "../../api/notifications.ts";
import { sentenceOf } from "../../api/problem.ts";
import { Refused } from "../Notice.tsx";
import { Door } from "./Door.tsx";
import { TextField } from "./TextField.tsx";

/** For whoever has forgotten the password. */
export function ForgottenForm({ onBack }: { onBack: () => void }) {
  const [name, setName] = useState("");
  const ask = useMutation({ mutationFn: () => askForPassword(name) });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!ask.isPending) ask.mutate();
  };
  return (
    <Door title="Forgotten password">
      {ask.isSuccess ? (
        <p role="status">
          If there is such an account, and it has an address, a link is on its way there. It works once,
          within a day.
        </p>
      ) : (
        <form className="form-stack" onSubmit={onSubmit}>
          <TextField
            label="Name or address"
            value={name}
            onChange={setName}
            autoComplete="username"
            help="A link to choose another password is sent to the address of the account."
            focused
          />
          <Refused>{ask.error === null ? undefined : sentenceOf(ask.error)}</Refused>
          <button type="submit" className="button primary" disabled={ask.isPending}>
            Send a link
          </button>
        </form>
      )}
      <button type="button" className="button quiet" onClick={onBack}>
        Back to the sign-in
      </button>
    </Door>
  );
}
