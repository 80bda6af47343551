import { createHash, randomUUID } from "node:crypto";

/** A fresh identifier; the only randomness a domain may ask for. */
export const newId = (): string => randomUUID();

/** Namespace of our own, so that our keys never collide with another system's version-5 identifiers. */
const NAMESPACE = "rondetafel";

/** The same key always gives the same id (laid out as RFC 9562 version 5), so that importing twice changes nothing. */
export function uuidFromKey(key: string): string {
  const hex = createHash("sha1").update(`${NAMESPACE}:${key}`).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16).padStart(2, "0");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Text for in an address: lower case, letters and digits of ASCII, hyphens. */
export function slug(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
}
