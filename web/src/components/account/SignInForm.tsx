import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { providerUrl, type Session, signIn } from "../../api/account.ts";
import { sentenceOf } from "../../api/problem.ts";
import { Refused } from "../Notice.tsx";
import { Door } from "./Door.tsx";
import { ForgottenForm } from "./ForgottenForm.tsx";
import { TextField } from "./TextField.tsx";
import { useNewSession } from "./useSession.ts";

/** In the place of every page while nobody is signed in; the address stays, so that one is there afterwards. */
export function SignInForm({
  needsSetup,
  sendsMail,
  provider,
}: Pick<Session, "needsSetup" | "sendsMail" | "provider">) {
  const begin = useNewSession();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({ mutationFn: () => signIn(name, password), onSuccess: begin });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!enter.isPending) enter.mutate();
  };
  const [forgotten, setForgotten] = useState(false);
  if (forgotten) return <ForgottenForm onBack={() => setForgotten(false)} />;
  if (needsSetup) {
    return (
      <Door title="No account yet">
        <p>
          The program has printed a link at its start, with which the administrator is made. Open that link;
          it works once, within a day. At the next start there is another one.
        </p>
        <ProviderLink provider={provider} />
      </Door>
    );
  }
  return (
    <Door title="Sign in">
      <ProviderLink provider={provider} />
      <form className="form-stack" onSubmit={onSubmit}>
        <TextField label="Name" value={name} onChange={setName} autoComplete="username" focused />
        <TextField
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <Refused>{enter.error === null ? undefined : sentenceOf(enter.error)}</Refused>
        <button type="submit" className="button primary" disabled={enter.isPending}>
          Sign in
        </button>
        {sendsMail ? (
          <button type="button" className="button quiet" onClick={() => setForgotten(true)}>
            Forgotten password?
          </button>
        ) : (
          <p className="small muted">Forgotten? An administrator can give you a link for another password.</p>
        )}
      </form>
    </Door>
  );
}

/** The way to the provider of identities, and back to this very page. */
function ProviderLink({ provider }: Pick<Session, "provider">) {
  if (provider === undefined) return null;
  return (
    <a className="button primary" href={providerUrl(location.pathname + location.search)}>
      Sign in with {provider}
    </a>
  );
}
