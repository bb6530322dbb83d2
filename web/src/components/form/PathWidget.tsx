import type { WidgetProps } from "@rjsf/utils";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { joinPath, parentPath } from "../../api/files.ts";
import { filesQuery } from "../../api/queries.ts";
import { Icon } from "../Icon.tsx";
import { Loaded } from "../Loaded.tsx";

/** A path in the files area: written, or picked from the directories. */
export function PathWidget({
  id,
  value,
  placeholder,
  required,
  onChange,
  onBlur,
  rawErrors = [],
}: WidgetProps) {
  const [browsing, setBrowsing] = useState(false);
  const text = typeof value === "string" ? value : "";
  return (
    <div className="path-widget">
      <div className="path-input">
        <input
          id={id}
          className="input"
          value={text}
          required={required}
          placeholder={placeholder}
          aria-invalid={rawErrors.length > 0}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
          onBlur={(event) => onBlur(id, event.target.value)}
        />
        <button
          type="button"
          className="button"
          aria-expanded={browsing}
          onClick={() => setBrowsing(!browsing)}
        >
          Browse
        </button>
      </div>
      {browsing && (
        <PathPicker
          start={directoryOf(text)}
          onPick={(path) => {
            onChange(path);
            setBrowsing(false);
          }}
        />
      )}
    </div>
  );
}

/** The directory to begin in: that of the present value. */
export function directoryOf(value: string): string {
  const path = value.startsWith("/") ? value : `/${value}`;
  return parentPath(path);
}

function PathPicker({ start, onPick }: { start: string; onPick: (path: string) => void }) {
  const [path, setPath] = useState(start);
  const query = useQuery(filesQuery(path));
  return (
    <div className="path-picker panel">
      <p className="panel-head small">
        <strong>{path}</strong>
        {path !== "/" && (
          <button type="button" className="link" onClick={() => setPath(parentPath(path))}>
            up
          </button>
        )}
      </p>
      <Loaded query={query}>
        {({ directories, files }) => (
          <ul className="path-list">
            {directories.map((name) => (
              <li key={name}>
                <button type="button" className="link" onClick={() => setPath(joinPath(path, name))}>
                  <Icon name="folder" /> {name}
                </button>
              </li>
            ))}
            {files.map(({ name }) => (
              <li key={name}>
                <button type="button" className="link" onClick={() => onPick(joinPath(path, name).slice(1))}>
                  <Icon name="file" /> {name}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  );
}
