import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What is kept of a token: enough to recognise it, useless to whoever reads the table. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

export const newToken = (): string => randomBytes(32).toString("base64url");

/** `purpose` keeps a signature for one thing from being valid for another. */
const seal = (secret: string, purpose: string, value: string): string =>
  createHmac("sha256", secret).update(`${purpose}:${value}`).digest("base64url");

/** "value.signature" */
export const sign = (secret: string, purpose: string, value: string): string =>
  `${value}.${seal(secret, purpose, value)}`;

/** The value, or null when it was not signed by us for this purpose. */
export function unsign(secret: string, purpose: string, signed: string): string | null {
  const dot = signed.lastIndexOf(".");
  if (dot < 1) return null;
  const value = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1));
  const expected = Buffer.from(seal(secret, purpose, value));
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null;
}
