import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Session } from "../../api/account.ts";
import { signedOut } from "../../api/client.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { sessionQuery } from "./queries.ts";

/** Who is signed in; undefined until the server has said it. Asked again when an answer says that nobody is. */
export function useSession(): Session | undefined {
  const client = useQueryClient();
  useEffect(
    () => signedOut.subscribe(() => void client.invalidateQueries({ queryKey: sessionQuery().queryKey })),
    [client],
  );
  const session = useQuery(sessionQuery()).data;
  const person = session?.user?.name;
  const isKnown = session !== undefined;
  // What somebody has labelled is sent in her name alone.
  useEffect(() => {
    if (isKnown) labelOutbox.belongTo(person);
  }, [isKnown, person]);
  return session;
}

/** What is to be done when somebody has come or gone: nothing that another person saw stays on the page. */
export function useNewSession(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    const { queryKey } = sessionQuery();
    // The session itself stays, for the frame listens to it.
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKey[0] });
    client.setQueryData(queryKey, session);
    // Labels that were given while nobody was signed in.
    if (session.user !== undefined) void labelOutbox.flush();
  };
}
