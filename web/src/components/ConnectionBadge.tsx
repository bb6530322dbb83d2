import { useEffect, useSyncExternalStore } from "react";
import { probe } from "../api/client.ts";
import { connection } from "../api/connection.ts";

/** How often an absent server is asked whether it is back. */
const PROBE_MS = 2000;

/** Whether the server answers, in words. */
export function ConnectionBadge() {
  const state = useSyncExternalStore(connection.subscribe, () => connection.state);
  useEffect(() => {
    if (state === "live") return;
    const timer = setInterval(() => void probe(), PROBE_MS);
    return () => clearInterval(timer);
  }, [state]);
  return (
    <span className={`connection ${state}`} role="status">
      {state === "live" ? "live" : "reconnecting"}
    </span>
  );
}
