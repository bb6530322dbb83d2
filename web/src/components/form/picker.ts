import type { ComponentType } from "react";

/** Shows what there is to pick from; begins at the present value of the field. */
export type Picker = ComponentType<{
  value: string;
  onPick: (value: string) => void;
  onClose: () => void;
}>;
