import { useState } from "react";
import type { JobType } from "../../api/jobTypes.ts";
import { missingFields } from "./schema.ts";

/** The values of a config. */
export type Config = Record<string, unknown>;

/** A config that is being written, as a form or as JSON. */
export function useConfigDraft(chosen: JobType | undefined, initial: Config) {
  const [config, setConfig] = useState(initial);
  const [asJson, setAsJson] = useState(false);
  // Grows when the values are replaced as a whole, which begins the views anew.
  const [fill, setFill] = useState(0);
  const [jsonError, setJsonError] = useState<string>();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const absentIn = (given: Config) => (chosen === undefined ? [] : missingFields(chosen.schema, given));
  return {
    config,
    asJson,
    setAsJson,
    fill,
    jsonError,
    setJsonError,
    missing,
    /** One value changed. */
    change: (next: Config) => {
      const absent = absentIn(next);
      setConfig(next);
      setMissing((old) => old.filter((name) => absent.includes(name)));
    },
    /** All values are replaced. */
    replace: (next: Config) => {
      setConfig(next);
      setJsonError(undefined);
      setMissing([]);
      setFill((count) => count + 1);
    },
    /** Whether it can be sent; what is missing is said from now on. */
    check: () => {
      if (asJson) return jsonError === undefined;
      const absent = absentIn(config);
      setMissing(absent);
      return absent.length === 0;
    },
  };
}
