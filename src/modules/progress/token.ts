import { createHash, randomBytes } from "node:crypto";

/** A link that cannot be guessed: 256 bits. */
export const makeToken = (): string => randomBytes(32).toString("base64url");

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
