import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Compressing what is public. Pages of the workspace are left as they are: length would tell about their secrets (BREACH). */
export type Encoding = "br" | "gzip" | "identity";

const PREFERRED = ["br", "gzip"] as const;

/** The best encoding a client says it takes (RFC 9110, section 12.5.3); anything unclear means none. */
export function chooseEncoding(accept: string | undefined): Encoding {
  if (accept === undefined) return "identity";
  const taken = new Set(
    accept
      .toLowerCase()
      .split(",")
      .map((part) => part.split(";").map((piece) => piece.trim()))
      .filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
      .map(([name]) => name),
  );
  return PREFERRED.find((name) => taken.has(name)) ?? "identity";
}

export interface Encoded {
  readonly encoding: Encoding;
  readonly body: Buffer;
}

function compress(body: Buffer, encoding: Encoding, quality: number): Buffer {
  if (encoding === "gzip") return gzipSync(body, { level: 9 });
  if (encoding === "identity") return body;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  return brotliCompressSync(body, { params });
}

/**
 * The forms of one body, each made when first asked for and kept. `quality` is Brotli's: 5 for pages, which come and
 * go, 11 for files that live as long as the process.
 */
export function createVariants(body: Buffer, quality: 5 | 11): (accept: string | undefined) => Encoded {
  const plain: Encoded = { encoding: "identity", body };
  const made = new Map<Encoding, Encoded>([["identity", plain]]);
  return (accept) => {
    const encoding = chooseEncoding(accept);
    const known = made.get(encoding);
    if (known !== undefined) return known;
    const smaller = compress(body, encoding, quality);
    const variant = smaller.length < body.length ? { encoding, body: smaller } : plain;
    made.set(encoding, variant);
    return variant;
  };
}

/** What must be said about a body that has several forms. */
export const encodingHeaders = (encoding: Encoding): Record<string, string> => ({
  Vary: "Accept-Encoding",
  ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }),
});
