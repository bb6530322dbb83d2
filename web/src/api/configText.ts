/** A config from text, or the sentence that says why it is none. */
export function parseConfig(text: string): { value?: Record<string, unknown>; sentence?: string } {
  if (text.trim() === "") return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { value: value as Record<string, unknown> };
    }
    return { sentence: "A config is a JSON object: { … }." };
  } catch (error) {
    return { sentence: `This is not JSON: ${error instanceof Error ? error.message : "unreadable"}.` };
  }
}
