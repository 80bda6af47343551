import {
  ascii,
  concat,
  ELEMENT_BYTES,
  elementAt,
  HASH_BYTES,
  lengthPrefixed,
  PROOF_BYTES,
  SCALAR_BYTES,
  sameBytes,
  twoBytes,
} from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { expander, sha512 } from "./expand.ts";
import { decodeScalar } from "./group.ts";
import type { Context } from "./suite.ts";

/** Discrete logarithm equality (RFC 9497 §2.2): one proof that every D_i is k·C_i, for the k of B = k·G. */
export interface Dleq {
  /** GenerateProof (§2.2.1); `nonce` is r. Throws as Backend.multiply. */
  generate(k: Uint8Array, b: Uint8Array, c: Uint8Array, d: Uint8Array, nonce: Uint8Array): Uint8Array;
  /** VerifyProof (§2.2.2); throws when an element cannot be decoded. */
  verify(b: Uint8Array, c: Uint8Array, d: Uint8Array, proof: Uint8Array): boolean;
}

export function createDleq(context: Context): Dleq {
  const { backend } = context;
  const toScalar = expander(context.tag("HashToScalar-"));
  const seedTag = context.tag("Seed-");

  /** The weights d_i of ComputeComposites: every one depends on every element through what it multiplies. */
  function weightsOf(b: Uint8Array, c: Uint8Array, d: Uint8Array): Uint8Array {
    const count = c.length / ELEMENT_BYTES;
    const seed = sha512(concat(lengthPrefixed(b), lengthPrefixed(seedTag)));
    const [none, length] = [new Uint8Array(ELEMENT_BYTES), twoBytes(ELEMENT_BYTES)];
    const transcript = concat(lengthPrefixed(seed), twoBytes(0), length, none, length, none, ascii("Composite"));
    const indexAt = 2 + HASH_BYTES;
    const [cAt, dAt] = [indexAt + 4, indexAt + 6 + ELEMENT_BYTES];
    const wide = new Uint8Array(count * HASH_BYTES);
    for (let index = 0; index < count; index += 1) {
      transcript.set(twoBytes(index), indexAt);
      transcript.set(elementAt(c, index), cAt);
      transcript.set(elementAt(d, index), dAt);
      wide.set(toScalar(transcript), index * HASH_BYTES);
    }
    return backend.reduceScalars(wide);
  }

  function challenge(...elements: readonly Uint8Array[]): Uint8Array {
    return context.hashToScalar(concat(...elements.map(lengthPrefixed), ascii("Challenge")));
  }

  function generate(k: Uint8Array, b: Uint8Array, c: Uint8Array, d: Uint8Array, nonce: Uint8Array): Uint8Array {
    // ComputeCompositesFast: who knows k needs no second sum.
    const m = backend.weightedSum(weightsOf(b, c, d), c);
    const z = backend.multiply(k, m);
    const [t2, t3] = [backend.multiplyBase(nonce), backend.multiply(nonce, m)];
    const claim = challenge(b, m, z, t2, t3);
    const product = backend.multiplyScalars(claim, k);
    const s = backend.subtractScalars(nonce, product);
    product.fill(0);
    return concat(claim, s);
  }

  function holds(b: Uint8Array, m: Uint8Array, z: Uint8Array, claim: Uint8Array, s: Uint8Array): boolean {
    const t2 = backend.add(backend.multiplyBase(s), backend.multiply(claim, b));
    const t3 = backend.add(backend.multiply(s, m), backend.multiply(claim, z));
    return sameBytes(challenge(b, m, z, t2, t3), claim);
  }

  function verify(b: Uint8Array, c: Uint8Array, d: Uint8Array, proof: Uint8Array): boolean {
    if (proof.length !== PROOF_BYTES) throw new OprfError("wrongLength");
    const weights = weightsOf(b, c, d);
    const [m, z] = [backend.weightedSum(weights, c), backend.weightedSum(weights, d)];
    try {
      const [claim, s] = [decodeScalar(proof.subarray(0, SCALAR_BYTES)), decodeScalar(proof.subarray(SCALAR_BYTES))];
      return holds(b, m, z, claim, s);
    } catch (error) {
      // A proof of impossible numbers, or one whose sums vanish, is simply not a proof.
      if (error instanceof OprfError) return false;
      throw error;
    }
  }

  return { generate, verify };
}
