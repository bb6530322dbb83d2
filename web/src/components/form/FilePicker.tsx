import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { joinPath, parentPath } from "../../api/files.ts";
import { filesQuery } from "../files/queries.ts";
import { Loaded } from "../Loaded.tsx";
import { PickerFrame, PickerItem } from "./PickerFrame.tsx";
import type { Picker } from "./picker.ts";

/** Picks a file of the files area. */
export const FilePicker: Picker = ({ value, onPick, onClose }) => {
  const [path, setPath] = useState(() => directoryOf(value));
  const query = useQuery(filesQuery(path));
  return (
    <PickerFrame path={path} rootName="files" onOpen={setPath} onClose={onClose}>
      {(open) => (
        <Loaded query={query}>
          {({ path: shown, directories, files }) =>
            directories.length + files.length === 0 ? (
              <p className="path-empty muted">This directory is empty.</p>
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
                {files.map(({ name }) => (
                  <PickerItem
                    key={name}
                    icon="file"
                    name={name}
                    onPick={() => onPick(joinPath(shown, name).slice(1))}
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

/** The directory to begin in: that of the present value. */
export function directoryOf(value: string): string {
  const path = value.startsWith("/") ? value : `/${value}`;
  return parentPath(path);
}
