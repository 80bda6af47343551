import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createVariants, type Encoded, encodingHeaders } from "./encoding.ts";

export interface Asset {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  woff2: "font/woff2",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
};

/** Logical name → name with a hash of the content, as `bin/assets` wrote it; empty before the first build. */
export function readManifest(folder: string): Record<string, string> {
  const file = join(folder, "manifest.json");
  if (!existsSync(file)) return {};
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof parsed !== "object" || parsed === null) return {};
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}

/** Already compressed by their own format. */
const PACKED = new Set(["woff2", "png"]);

// The name carries a hash of the content, so it may be kept for ever.
const KEEP = "public, max-age=31536000, immutable";

interface StoredFile {
  readonly type: string;
  readonly packed: boolean;
  readonly variants: (accept: string | undefined) => Encoded;
}

function readStored(folder: string, name: string): StoredFile | null {
  if (!/^[\w.-]+$/.test(name) || name.startsWith(".")) return null;
  const extension = name.split(".").at(-1) ?? "";
  const type = TYPES[extension];
  const file = join(folder, name);
  if (type === undefined || !existsSync(file)) return null;
  return { type, packed: PACKED.has(extension), variants: createVariants(readFileSync(file), 11) };
}

/**
 * Reads the built files once; only names from the folder itself can be asked for, so no path can climb out. `accept` is
 * the client's Accept-Encoding: text is kept compressed as well.
 */
export function createAssetStore(folder: string): (name: string, accept?: string) => Asset | null {
  const cache = new Map<string, StoredFile>();
  return (name, accept) => {
    const file = cache.get(name) ?? readStored(folder, name);
    if (file === null) return null;
    cache.set(name, file);
    const base = { "Content-Type": file.type, "Cache-Control": KEEP };
    if (file.packed) return { body: file.variants(undefined).body, headers: base };
    const { encoding, body } = file.variants(accept);
    return { body, headers: { ...base, ...encodingHeaders(encoding) } };
  };
}
