import { readFileText, uploadText } from "./client.ts";
import { parseConfig } from "./configText.ts";
import { createDirectory, deleteFile, type FileEntry, joinPath, listFiles } from "./files.ts";
import { ApiError } from "./problem.ts";

/** A config that somebody kept for later. */
export interface Template {
  name: string;
  modifiedAt: Date;
}

const ROOT = "/TEMPLATES";
const SUFFIX = ".json";
/** Letters of a name: file names may not grow without bound. */
export const LONGEST_NAME = 60;

/** What a template may be called, in words. */
export const NAME_RULE = "Letters, digits, spaces, - and _.";

/** Why a template cannot have a name; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === "") return "A template needs a name.";
  return /^[\p{L}\p{M}\p{N} _-]+$/u.test(name) ? undefined : "Only letters, digits, spaces, - and _.";
}

/** The templates of a job type, by name; none where nobody saved one yet. */
export async function listTemplates(type: string, signal?: AbortSignal): Promise<Template[]> {
  const { files } = await listFiles(directoryOf(type), signal).catch(nothingThere);
  return files
    .filter(({ name }) => name.endsWith(SUFFIX))
    .map(({ name, modifiedAt }) => ({ name: name.slice(0, -SUFFIX.length), modifiedAt }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function nothingThere(error: unknown): { files: FileEntry[] } {
  if (error instanceof ApiError && error.status === 404) return { files: [] };
  throw error;
}

/** The config of a template. @throws ApiError, also when the file holds none */
export async function readTemplate(type: string, name: string): Promise<Record<string, unknown>> {
  const { text } = await readFileText(directoryOf(type), fileOf(name));
  const { value, sentence } = parseConfig(text);
  if (value === undefined) throw new ApiError(422, `The template “${name}” cannot be used. ${sentence}`);
  return value;
}

/** Keeps a config under a name; an earlier one of that name is replaced. @throws ApiError */
export async function saveTemplate(
  type: string,
  name: string,
  config: Record<string, unknown>,
): Promise<void> {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const upload = () => uploadText(directoryOf(type), fileOf(name), text);
  try {
    await upload();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422) throw error;
    // There is no such directory yet: this is the first template of its type.
    await ensureDirectory("/", ROOT.slice(1));
    await ensureDirectory(ROOT, type);
    await upload();
  }
}

export async function deleteTemplate(type: string, name: string): Promise<void> {
  await deleteFile(directoryOf(type), fileOf(name));
}

function directoryOf(type: string): string {
  return joinPath(ROOT, type);
}

// One spelling for one name: an ä of one letter and one of two are different file names.
function fileOf(name: string): string {
  return `${name.trim().normalize("NFC")}${SUFFIX}`;
}

async function ensureDirectory(parent: string, name: string): Promise<void> {
  try {
    await createDirectory(parent, name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
}
