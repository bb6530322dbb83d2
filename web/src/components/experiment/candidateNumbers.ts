import type { Labelling } from "../../api/labellings.ts";
import { formatPercent } from "../../hooks/format.ts";

/** A column of numbers in the table of candidates; to add one, add it to {@link NUMBERS}. */
export interface NumberColumn {
  /** Its name in the address. */
  key: string;
  title: string;
  hint: string;
  /** What a person wants to see first when the column is chosen: the largest. */
  startsDesc: boolean;
  value: (item: Labelling) => number | undefined;
  show: (value: number) => string;
}

/** The columns of numbers, from left to right. */
export const NUMBERS: readonly NumberColumn[] = [
  {
    key: "probability",
    title: "Probability",
    hint: "How likely the model finds the predicted class.",
    startsDesc: true,
    value: ({ probability }) => probability,
    show: formatPercent,
  },
  {
    key: "entropy",
    title: "Entropy",
    hint: "How torn the model is between the classes, in nats: 0 when it is sure of one.",
    startsDesc: true,
    value: ({ entropy }) => entropy,
    show: (value) => value.toFixed(3),
  },
  {
    key: "magnitude",
    title: "Magnitude",
    hint: "In the brightest band that the file states: the smaller, the brighter.",
    startsDesc: false,
    value: ({ numbers }) => numbers.magnitude,
    show: (value) => value.toFixed(2).replace("-", "−"),
  },
];
