import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { archivePathOf, archiveValueOf } from "../../api/archive.ts";
import { joinPath } from "../../api/files.ts";
import { formatCount } from "../../hooks/format.ts";
import { Loaded } from "../Loaded.tsx";
import { archiveDirectoryQuery } from "../spectra/queries.ts";
import { PickerFrame, PickerItem } from "./PickerFrame.tsx";
import type { Picker } from "./picker.ts";

/** Picks a directory of the archive, with the number of spectra in it in sight. */
export const ArchiveDirectoryPicker: Picker = ({ value, onPick, onClose }) => {
  const [path, setPath] = useState(() => archivePathOf(value));
  const query = useQuery(archiveDirectoryQuery(path));
  const isThere = query.data !== undefined && !query.isPlaceholderData;
  return (
    <PickerFrame
      path={path}
      rootName="archive"
      onOpen={setPath}
      onClose={onClose}
      action={
        <>
          <span className="muted" role="status">
            {isThere && countText(query.data.spectra)}
          </span>
          <button
            type="button"
            className="button primary small"
            disabled={!isThere}
            onClick={() => onPick(archiveValueOf(path))}
          >
            Use this directory
          </button>
        </>
      }
    >
      {(open) => (
        <Loaded query={query}>
          {({ path: shown, directories }) =>
            directories.length === 0 ? (
              <p className="path-empty muted">No directories inside.</p>
            ) : (
              <ul className="path-list">
                {directories.map((name) => (
                  <PickerItem
                    key={name}
                    icon="folder"
                    name={name}
                    onPick={() => open(joinPath(shown, name))}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </PickerFrame>
  );
};

/** How many spectra lie in a directory, in words. */
export function countText(count: number): string {
  if (count === 0) return "no spectra directly in it";
  return count === 1 ? "1 spectrum" : `${formatCount(count)} spectra`;
}
