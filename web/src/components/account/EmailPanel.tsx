import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { askForEmail, forgetEmail } from "../../api/notifications.ts";
import { sentenceOf } from "../../api/problem.ts";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { Refused } from "../Notice.tsx";
import { problemOf, problemOfWhole } from "./problems.ts";
import { emailQuery } from "./queries.ts";
import { TextField } from "./TextField.tsx";

/** The address to which one is written. */
export function EmailPanel() {
  const client = useQueryClient();
  const query = useQuery(emailQuery());
  const forget = useMutation({
    mutationFn: forgetEmail,
    onSettled: () => client.invalidateQueries({ queryKey: emailQuery().queryKey }),
  });
  return (
    <section className="panel" aria-label="E-mail">
      <div className="panel-head">
        <h2>E-mail</h2>
      </div>
      <div className="panel-body form-stack">
        <Loaded query={query}>
          {({ email, isMailSent }) => (
            <>
              <p>
                {email === undefined ? "You have shown no address yet." : `You are written to at ${email}.`}{" "}
                {!isMailSent && "This instance sends no mail."}
              </p>
              {email !== undefined && (
                <div className="button-row">
                  <ConfirmButton
                    className="button small"
                    question="Write to you no more?"
                    confirm="Forget it"
                    onConfirm={() => forget.mutate()}
                  >
                    Forget this address
                  </ConfirmButton>
                </div>
              )}
              {isMailSent && <NewAddress />}
            </>
          )}
        </Loaded>
        <Refused>{forget.error === null ? undefined : sentenceOf(forget.error)}</Refused>
      </div>
    </section>
  );
}

function NewAddress() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const ask = useMutation({
    mutationFn: () => askForEmail(email, password),
    onSuccess: () => setPassword(""),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!ask.isPending) ask.mutate();
  };
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="New address">
      <TextField
        label="Address"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        help="A link goes there; the address is yours once you open it. You are told of what happens to your account, and can choose another password by mail."
        problem={problemOf(ask.error, "/email")}
      />
      <TextField
        label="Your password"
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        problem={problemOf(ask.error, "/current_password")}
      />
      <Refused>{problemOfWhole(ask.error, ["/email", "/current_password"])}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={ask.isPending}>
          Send a link there
        </button>
        <span role="status" className="small muted">
          {ask.isSuccess ? "A link is on its way: open it within a day." : ""}
        </span>
      </div>
    </form>
  );
}
