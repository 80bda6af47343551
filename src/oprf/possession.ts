import { concat, ELEMENT_BYTES, lengthPrefixed, PROOF_BYTES, SCALAR_BYTES, sameBytes } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { decodeElements, decodeScalar } from "./group.ts";
import type { Context } from "./suite.ts";

/**
 * Schnorr proof of knowledge of a secret key (RFC 8235 §3, with the group and hash of the suite). Without it a holder
 * could choose its public key as the wanted joint key minus that of the other, and so hold the whole key alone.
 * Not part of RFC 9497, hence a domain separation tag of its own.
 */
export function createPossession(context: Context) {
  const { backend } = context;
  const tag = context.tag("RondetafelProofOfPossession-");
  const challenge = (publicKey: Uint8Array, commitment: Uint8Array, bound: Uint8Array): Uint8Array =>
    context.hashToScalar(concat(...[publicKey, commitment, bound].map(lengthPrefixed)), tag);

  function provePossession(secretKey: Uint8Array, publicKey: Uint8Array, bound: Uint8Array): Uint8Array {
    decodeScalar(secretKey);
    decodeElements(backend, publicKey, 1);
    const nonce = context.randomScalars(1);
    const claim = challenge(publicKey, backend.multiplyBase(nonce), bound);
    const product = backend.multiplyScalars(claim, secretKey);
    const proof = concat(claim, backend.subtractScalars(nonce, product));
    for (const secret of [nonce, product]) secret.fill(0);
    return proof;
  }

  function verifyPossession(publicKey: Uint8Array, proof: Uint8Array, bound: Uint8Array): boolean {
    if (proof.length !== PROOF_BYTES || publicKey.length !== ELEMENT_BYTES) throw new OprfError("wrongLength");
    decodeElements(backend, publicKey, 1);
    try {
      const [claim, s] = [decodeScalar(proof.subarray(0, SCALAR_BYTES)), decodeScalar(proof.subarray(SCALAR_BYTES))];
      const commitment = backend.add(backend.multiplyBase(s), backend.multiply(claim, publicKey));
      return sameBytes(challenge(publicKey, commitment, bound), claim);
    } catch (error) {
      if (error instanceof OprfError && error.code !== "inputTooLong") return false;
      throw error;
    }
  }

  return { provePossession, verifyPossession };
}
