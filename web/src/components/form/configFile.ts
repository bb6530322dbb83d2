import { parseConfig } from "../../api/configText.ts";

/** Bytes of a config file; more is something else, dropped by mistake. */
const LARGEST = 1024 * 1024;

/** What a file gives: a config, or the sentence that says why it gives none. */
export type ReadConfig =
  | { config: Record<string, unknown>; sentence?: undefined }
  | { config?: undefined; sentence: string };

/** Reads a config that a person picked or dropped. */
export async function readConfigFile(file: File): Promise<ReadConfig> {
  if (file.size > LARGEST) return { sentence: `${file.name} is larger than a config ever is (1 MiB).` };
  if (file.size === 0) return { sentence: `${file.name} is empty.` };
  let text: string;
  try {
    text = await file.text();
  } catch {
    return { sentence: `${file.name} cannot be read.` };
  }
  const { value, sentence } = parseConfig(text);
  return value === undefined ? { sentence: `${file.name}: ${sentence}` } : { config: value };
}
