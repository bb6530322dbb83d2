import type { WidgetProps } from "@rjsf/utils";
import { ArchiveDirectoryPicker } from "./ArchiveDirectoryPicker.tsx";
import { FilePicker } from "./FilePicker.tsx";
import { PathInput } from "./PathInput.tsx";
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
  return (
    <PathInput
      id={id}
      value={typeof value === "string" ? value : ""}
      required={required}
      placeholder={placeholder}
      aria-invalid={rawErrors.length > 0}
      aria-describedby={`${id}-help`}
      onChange={(path) => onChange(path === "" ? undefined : path)}
      onBlur={({ target }) => onBlur(id, target.value)}
      Picker={Picker}
    />
  );
}
