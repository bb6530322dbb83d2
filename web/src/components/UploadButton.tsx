import { useRef } from "react";
import { Icon } from "./Icon.tsx";

interface Props {
  children: string;
  /** What the field of the files is called. */
  label: string;
  /** Which files are offered; all when absent. */
  accept?: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
}

/** A button that lets a person pick files of their machine. */
export function UploadButton({ children, label, accept, multiple = false, onFiles }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button small" onClick={() => picker.current?.click()}>
        <Icon name="upload" /> {children}
      </button>
      <input
        ref={picker}
        type="file"
        accept={accept}
        multiple={multiple}
        aria-label={label}
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file again, once it is put right.
          event.target.value = "";
        }}
      />
    </>
  );
}
