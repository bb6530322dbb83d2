import { useId } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "password" | "number";
  autoComplete?: string;
  help?: string;
  /** What the server says of it. */
  problem?: string;
  focused?: boolean;
}

/** A field of a form, with its label, its help, and what is wrong with it. */
export function TextField({
  label,
  value,
  onChange,
  type = "text",
  autoComplete,
  help,
  problem,
  focused,
}: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type={type}
        value={value}
        autoComplete={autoComplete ?? "off"}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-help`}
        // biome-ignore lint/a11y/noAutofocus: the page has nothing but this form.
        autoFocus={focused}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-help`} className={problem === undefined ? "small muted" : "small save-refused"}>
        {problem ?? help}
      </p>
    </div>
  );
}
