import { PROTOCOL } from "../keyholder/index.ts";

/** What an identifier is evaluated as: never the value alone (RFC 9497, section 1: applications separate domains). */
export interface InputDomain {
  readonly study: string;
  readonly type: string;
  readonly normaliser: { readonly name: string; readonly version: number };
}

const MAX_INPUT = 0xffff;

function part(value: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, value]);
}

/** The fixed head of every input of one study, type and normaliser. */
export function inputPrefix({ study, type, normaliser }: InputDomain): Buffer {
  const parts = [PROTOCOL, study, type, `${normaliser.name}:${normaliser.version}`];
  return Buffer.concat(parts.map((text) => part(Buffer.from(text))));
}

/**
 * x = "rondetafel/1" || study || type || normaliser:version || canonical value, each part with its length in two bytes,
 * so that no two different lists of parts give the same bytes. At most 65 535 bytes (RFC 9497, section 3.3).
 */
export function inputBytes(prefix: Uint8Array, canonical: Uint8Array): Buffer {
  const x = Buffer.allocUnsafe(prefix.length + 2 + canonical.length);
  if (x.length > MAX_INPUT) throw new RangeError("an input has at most 65535 bytes");
  x.set(prefix, 0);
  x.writeUInt16BE(canonical.length, prefix.length);
  x.set(canonical, prefix.length + 2);
  return x;
}
