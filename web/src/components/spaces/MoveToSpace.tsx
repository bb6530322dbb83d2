import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "../../api/problem.ts";
import { useSession } from "../account/useSession.ts";
import { Refused } from "../Notice.tsx";
import { spacesQuery } from "./queries.ts";
import { spaceWords } from "./SpaceChooser.tsx";

interface Props {
  /** The space in which it lies now. */
  spaceId: string;
  /** What moves, in a few words. */
  what: string;
  move: (spaceId: string) => Promise<void>;
}

/** In which space something lies, and where its owner can move it; nothing on an instance without accounts. */
export function MoveToSpace({ spaceId, what, move }: Props) {
  const client = useQueryClient();
  const user = useSession()?.user;
  const { data: spaces } = useQuery({ ...spacesQuery(), enabled: user !== undefined });
  const [target, setTarget] = useState("");
  const go = useMutation({
    mutationFn: () => move(target),
    onSuccess: () => {
      setTarget("");
      return client.invalidateQueries();
    },
  });
  const here = spaces?.find(({ id }) => id === spaceId);
  if (user === undefined || here === undefined || spaces === undefined) return null;
  const others = spaces.filter(({ id, role }) => id !== spaceId && (role === "member" || role === "owner"));
  return (
    <div className="button-row">
      <span className="small muted">in the space {spaceWords(here, user.id)}</span>
      {here.role === "owner" && others.length > 0 && (
        <>
          <select
            className="select"
            aria-label={`Move ${what} to another space`}
            value={target}
            onChange={(event) => setTarget(event.target.value)}
          >
            <option value="">move {what} to…</option>
            {others.map((space) => (
              <option key={space.id} value={space.id}>
                {spaceWords(space, user.id)}
              </option>
            ))}
          </select>
          {target !== "" && (
            <button
              type="button"
              className="button small"
              disabled={go.isPending}
              onClick={() => go.mutate()}
            >
              Move
            </button>
          )}
        </>
      )}
      <Refused>{go.error === null ? undefined : sentenceOf(go.error)}</Refused>
    </div>
  );
}
