import { createHmac } from "node:crypto";
import type { Backend } from "../../oprf/index.ts";

const WIDE = 64;

/**
 * The blinds of a batch: HKDF-Expand (RFC 5869, section 2.3) with SHA-512, one block per element, reduced from 64 bytes
 * modulo the group order, so that they cannot be told from uniform ones (RFC 9497, section 4.7.2). The same batch always gets the
 * same blinds, so a repeated request is byte for byte the same one and is not counted again; another input has another
 * Merkle root and with it another key. Nothing is stored.
 */
export function deriveBlinds(backend: Backend, blindKey: Uint8Array, count: number): Uint8Array {
  const wide = new Uint8Array(count * WIDE);
  const info = Buffer.alloc(5);
  info[4] = 1;
  for (let index = 0; index < count; index += 1) {
    info.writeUInt32BE(index);
    wide.set(createHmac("sha512", blindKey).update(info).digest(), index * WIDE);
  }
  const blinds = backend.reduceScalars(wide);
  wide.fill(0);
  return blinds;
}
