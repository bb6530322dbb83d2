import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { chosenSpace } from "../../api/chosenSpace.ts";
import type { Space } from "../../api/spaces.ts";
import { spacesQuery } from "./queries.ts";
import { useChosenSpace } from "./useChosenSpace.ts";

/** Which space the lists show, and new jobs go to; remembered by the browser. */
export function SpaceChooser({ userId }: { userId: string }) {
  const chosen = useChosenSpace();
  const { data: spaces } = useQuery(spacesQuery());
  const isLost = chosen !== undefined && spaces?.every(({ id }) => id !== chosen);
  // One that is not shared any more, or that another person chose here.
  useEffect(() => {
    if (isLost) chosenSpace.choose(undefined);
  }, [isLost]);
  return (
    <select
      className="select rail-space"
      aria-label="Space"
      title="Which space the lists show, and new jobs go to"
      value={chosen ?? ""}
      onChange={(event) => chosenSpace.choose(event.target.value || undefined)}
    >
      <option value="">All spaces</option>
      {spaces?.map((space) => (
        <option key={space.id} value={space.id}>
          {spaceWords(space, userId)}
        </option>
      ))}
    </select>
  );
}

/** What a space is called: one's own says so. */
export function spaceWords(space: Space, userId: string | undefined): string {
  return userId !== undefined && space.ownerId === userId ? `${space.name} (own)` : space.name;
}
