import { hash } from "node:crypto";
import { ascii, concat, HASH_BYTES, twoBytes } from "./encoding.ts";

const BLOCK_BYTES = 128;
/** What is hashed first is Z_pad (one zero block) before the message and l_i_b_str || 0 || DST_prime behind it. */
const LENGTH_AND_ZERO = concat(twoBytes(HASH_BYTES), Uint8Array.of(0));

export const sha512 = (bytes: Uint8Array): Uint8Array => hash("sha512", bytes, "buffer");

/** DST_prime; a tag over 255 bytes is hashed first (RFC 9380 §5.3.3). */
function tagPrime(tag: Uint8Array): Uint8Array {
  const short = tag.length > 255 ? sha512(concat(ascii("H2C-OVERSIZE-DST-"), tag)) : tag;
  return concat(short, Uint8Array.of(short.length));
}

/**
 * expand_message_xmd with SHA-512 to 64 bytes (RFC 9380 §5.3.1): with one block of output, b_1 is all of it.
 * Returns a function, because the tag is the same for every element of a batch.
 */
export function expander(tag: Uint8Array): (message: Uint8Array) => Uint8Array {
  const prime = tagPrime(tag);
  const tail = concat(LENGTH_AND_ZERO, prime);
  const second = concat(new Uint8Array(HASH_BYTES), Uint8Array.of(1), prime);
  let first = new Uint8Array(BLOCK_BYTES + 256 + tail.length);
  return (message) => {
    const length = BLOCK_BYTES + message.length + tail.length;
    if (first.length < length) first = new Uint8Array(2 * length);
    first.set(message, BLOCK_BYTES);
    first.set(tail, BLOCK_BYTES + message.length);
    second.set(sha512(first.subarray(0, length)));
    // The input is an identifier: it does not stay behind in a buffer that lives as long as the suite.
    first.fill(0, BLOCK_BYTES, length);
    return sha512(second);
  };
}
