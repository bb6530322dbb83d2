/** The header under which the server knows a request that it has answered already. */
export const KEY_HEADER = "Idempotency-Key";

/** A key for one action of a person: a random UUID. */
export function newKey(): string {
  // A page served by plain HTTP from another machine has `getRandomValues` only.
  if (crypto.randomUUID !== undefined) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
