import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { sentenceOf } from "../api/problem.ts";
import { openLink } from "../api/spaces.ts";
import { Door } from "../components/account/Door.tsx";
import { useNewSession } from "../components/account/useSession.ts";
import { Refused } from "../components/Notice.tsx";

/** Where a link to a space leads: its secret stands behind the `#`, which the browser sends to nobody. */
export function SharedPage() {
  const navigate = useNavigate();
  const begin = useNewSession();
  const [link] = useState(() => location.hash.slice(1));
  const enter = useMutation({
    mutationFn: () => openLink(link),
    onSuccess: (session) => {
      begin(session);
      void navigate("/experiments", { replace: true });
    },
  });
  const isAsked = useRef(false);
  const { mutate } = enter;
  useEffect(() => {
    // Once, though effects run twice while developing.
    if (!isAsked.current) mutate();
    isAsked.current = true;
  }, [mutate]);
  return (
    <Door title="A link to a space">
      {enter.isPending && <p className="muted">Opening it…</p>}
      <Refused>{enter.error === null ? undefined : sentenceOf(enter.error)}</Refused>
    </Door>
  );
}
