import { classColour } from "../plot/palette.ts";

/** A class by its colour and name. */
export function ClassChip({ name, classes }: { name: string; classes: readonly string[] }) {
  return (
    <span
      className="chip"
      title={name}
      style={{ "--chip": classColour(classes.indexOf(name)) } as React.CSSProperties}
    >
      <span className="chip-name">{name}</span>
    </span>
  );
}
