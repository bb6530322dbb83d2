import type { WidgetProps } from "@rjsf/utils";
import { useRef, useState } from "react";
import { ArchiveDirectoryPicker } from "./ArchiveDirectoryPicker.tsx";
import { FilePicker } from "./FilePicker.tsx";
import type { Picker } from "./picker.ts";

/** A path in the files area: written, or picked from the directories. */
export function PathWidget(props: WidgetProps) {
  return <PathField {...props} Picker={FilePicker} />;
}

/** A directory of the archive: written, or picked from those that there are. */
export function ArchiveDirectoryWidget(props: WidgetProps) {
  return <PathField {...props} Picker={ArchiveDirectoryPicker} />;
}

function PathField({
  id,
  value,
  placeholder,
  required,
  onChange,
  onBlur,
  rawErrors = [],
  Picker,
}: WidgetProps & { Picker: Picker }) {
  const [browsing, setBrowsing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const text = typeof value === "string" ? value : "";
  const close = () => {
    setBrowsing(false);
    // What had the focus is about to go.
    button.current?.focus();
  };
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
          ref={button}
          type="button"
          className="button"
          aria-expanded={browsing}
          onClick={() => setBrowsing(!browsing)}
        >
          Browse
        </button>
      </div>
      {browsing && (
        <Picker
          value={text}
          onPick={(path) => {
            onChange(path);
            close();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}
