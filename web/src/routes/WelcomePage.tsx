import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { redeemLink } from "../api/account.ts";
import { Door } from "../components/account/Door.tsx";
import { problemOf, problemOfWhole } from "../components/account/problems.ts";
import { sessionQuery } from "../components/account/queries.ts";
import { TextField } from "../components/account/TextField.tsx";
import { useNewSession } from "../components/account/useSession.ts";

const FIELDS = ["/name", "/password"];

/** Where a one-time link leads: its secret stands behind the `#`, which the browser sends to nobody. */
export function WelcomePage() {
  const navigate = useNavigate();
  const begin = useNewSession();
  const [link] = useState(() => location.hash.slice(1));
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const isFirst = useQuery(sessionQuery()).data?.needsSetup ?? false;
  const enter = useMutation({
    mutationFn: () => redeemLink(link, password, isFirst ? name : undefined),
    onSuccess: (session) => {
      begin(session);
      void navigate("/", { replace: true });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!enter.isPending) enter.mutate();
  };
  const problem = problemOfWhole(enter.error, FIELDS);
  return (
    <Door title={isFirst ? "The first administrator" : "Choose a password"}>
      <form className="form-stack" onSubmit={onSubmit}>
        {isFirst && (
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            autoComplete="username"
            help="To sign in with; labels show it to others."
            problem={problemOf(enter.error, "/name")}
            focused
          />
        )}
        <TextField
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          help="12 characters or more, of any kind. A few words that do not belong together do well."
          problem={problemOf(enter.error, "/password")}
          focused={!isFirst}
        />
        {problem !== undefined && (
          <p className="save-refused" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="button primary" disabled={enter.isPending}>
          {isFirst ? "Make the account" : "Keep it and sign in"}
        </button>
      </form>
    </Door>
  );
}
