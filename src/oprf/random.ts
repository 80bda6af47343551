import { randomBytes } from "node:crypto";
import type { Backend } from "./backend/backend.ts";
import { HASH_BYTES, SCALAR_BYTES } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { sha512 } from "./expand.ts";
import { decodeScalars } from "./group.ts";

/** Gives that many unpredictable bytes. */
export type RandomSource = (bytes: number) => Uint8Array;

/** Throws the code at the first item that occurs twice, by fingerprint: no comparison of the secrets themselves. */
function refuseRepeats(
  packed: Uint8Array,
  width: number,
  code: "repeatedBlind" | "brokenRandomness",
  earlier = "",
): void {
  const seen = new Set([earlier]);
  for (let index = 0; index < packed.length / width; index += 1) {
    const mark = fingerprint(packed.subarray(index * width, (index + 1) * width));
    if (seen.has(mark)) throw new OprfError(code, index);
    seen.add(mark);
  }
}

const fingerprint = (bytes: Uint8Array): string => Buffer.from(sha512(bytes).subarray(0, 32)).toString("latin1");

/** Two equal blinds in one batch would tell the server that r·P and r·Q belong together (design T11). */
export const refuseEqualBlinds = (blinds: Uint8Array): void => refuseRepeats(blinds, SCALAR_BYTES, "repeatedBlind");

/**
 * RandomScalar (RFC 9497 §2.1, by reduction of 64 bytes as in §4.7.2), n at a time, never zero. A source that repeats
 * itself, within a draw or since the draw before, is refused (brokenRandomness): a fork or a stuck generator.
 */
export function createScalarSource(backend: Backend, random: RandomSource = randomBytes) {
  let previous = "";
  return (count: number): Uint8Array => {
    const wide = random(count * HASH_BYTES);
    if (wide.length !== count * HASH_BYTES) throw new OprfError("brokenRandomness");
    refuseRepeats(wide, HASH_BYTES, "brokenRandomness", previous);
    previous = fingerprint(wide.subarray(0, HASH_BYTES));
    const scalars = backend.reduceScalars(wide);
    wide.fill(0);
    return decodeScalars(scalars);
  };
}
