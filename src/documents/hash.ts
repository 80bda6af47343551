import { createHash } from "node:crypto";
import type { ResolvedDocument } from "./resolved.ts";

/** JSON with sorted keys and without undefined: the same content is always the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Approval is given to this hash: any other content has another one. */
export function withContentHash(document: Omit<ResolvedDocument, "contentHash">): ResolvedDocument {
  const { ...content } = document;
  return { ...content, contentHash: sha256(canonicalJson(content)) };
}
