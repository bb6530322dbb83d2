import { type ComponentProps, useRef, useState } from "react";
import type { Picker } from "./picker.ts";

interface Props extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  value: string;
  onChange: (value: string) => void;
  Picker: Picker;
}

/** A path: written, or picked from what there is. */
export function PathInput({ value, onChange, Picker, ...input }: Props) {
  const [browsing, setBrowsing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setBrowsing(false);
    // What had the focus is about to go.
    button.current?.focus();
  };
  return (
    <div className="path-widget">
      <div className="path-input">
        <input {...input} className="input" value={value} onChange={({ target }) => onChange(target.value)} />
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
          value={value}
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
