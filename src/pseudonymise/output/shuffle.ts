import { createCipheriv } from "node:crypto";

/** Bytes that follow from a key, for ever: AES-256 in counter mode. */
function keystream(key: Uint8Array, place: number): (length: number) => Buffer {
  const counter = Buffer.alloc(16);
  counter.writeUInt32BE(place);
  const cipher = createCipheriv("aes-256-ctr", key, counter);
  return (length) => cipher.update(Buffer.alloc(length));
}

/**
 * A random order of `count` places under a secret key (R. Durstenfeld, CACM 7, 1964). It depends on nothing but key and
 * place, so a run that was broken off ends in the same files.
 */
export function shuffledOrder(key: Uint8Array, place: number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = keystream(key, place)(count * 6);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor((random.readUIntLE(last * 6, 6) / 2 ** 48) * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
