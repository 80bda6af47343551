import { ascii, concat, lengthPrefixed, SCALAR_BYTES } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { decodeScalar } from "./group.ts";
import type { Context } from "./suite.ts";

/** Key generation (RFC 9497 §3.2). */
export interface KeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export function createKeys(context: Context) {
  const { backend } = context;
  const publicKeyOf = (secretKey: Uint8Array): Uint8Array => backend.multiplyBase(decodeScalar(secretKey));

  /** Seed || I2OSP(len(info), 2) || info || I2OSP(counter, 1), until the scalar is not zero (§3.2.1). */
  function deriveKeyPair(seed: Uint8Array, info: Uint8Array): KeyPair {
    if (seed.length !== SCALAR_BYTES) throw new OprfError("wrongLength");
    const tag = concat(ascii("DeriveKeyPair"), context.tag(""));
    const input = concat(seed, lengthPrefixed(info), Uint8Array.of(0));
    try {
      for (let counter = 0; counter <= 255; counter += 1) {
        input[input.length - 1] = counter;
        const secretKey = context.hashToScalar(input, tag);
        if (secretKey.some((byte) => byte !== 0)) return { secretKey, publicKey: publicKeyOf(secretKey) };
      }
    } finally {
      input.fill(0);
    }
    throw new OprfError("keyDerivationFailed");
  }

  return { publicKeyOf, deriveKeyPair };
}
