import type { Dleq } from "./dleq.ts";
import { ascii, concat, countBatch, elementAt, HASH_BYTES, LARGEST_BATCH, lengthPrefixed } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { sha512 } from "./expand.ts";
import { decodeElements, decodeScalar, decodeScalars } from "./group.ts";
import { invertScalars } from "./invert.ts";
import { refuseEqualBlinds } from "./random.ts";
import type { Context } from "./suite.ts";

/** The protocol (RFC 9497 §3.3.1 OPRF and §3.3.2 VOPRF) on batches. */
export interface Evaluation {
  readonly evaluated: Uint8Array;
  /** c || s, 64 bytes. */
  readonly proof: Uint8Array;
}

const FINALIZE = ascii("Finalize");

function countInputs(inputs: readonly Uint8Array[], ...packed: readonly Uint8Array[]): number {
  if (inputs.length === 0) throw new OprfError("emptyBatch");
  if (inputs.length > LARGEST_BATCH) throw new OprfError("tooManyElements");
  for (const one of packed) if (countBatch(one) !== inputs.length) throw new OprfError("countMismatch");
  return inputs.length;
}

/** Client: Blind and Finalize. */
function createClient({ backend, hashToGroup, randomScalars }: Context) {
  function blindBatch(inputs: readonly Uint8Array[], given?: Uint8Array) {
    const count = countInputs(inputs, ...(given === undefined ? [] : [given]));
    if (given !== undefined) refuseEqualBlinds(given);
    const blinds = given === undefined ? randomScalars(count) : decodeScalars(given);
    const points = hashToGroup(inputs);
    try {
      return { blinds, blinded: backend.multiply(blinds, points) };
    } catch (error) {
      // §3.3.1: an input that maps to the identity cannot be blinded. Nobody knows one.
      if (error instanceof OprfError && error.code === "identityElement")
        throw new OprfError("inputIsIdentity", error.index);
      throw error;
    } finally {
      points.fill(0);
    }
  }

  /** Hash(lp(input) || lp(N) || "Finalize"), where lp puts the length in front. */
  function finalizeBatch(inputs: readonly Uint8Array[], blinds: Uint8Array, evaluated: Uint8Array): Uint8Array {
    const count = countInputs(inputs, blinds, evaluated);
    const inverses = invertScalars(backend, decodeScalars(blinds));
    const unblinded = backend.multiply(inverses, evaluated);
    inverses.fill(0);
    const outputs = new Uint8Array(count * HASH_BYTES);
    for (const [index, input] of inputs.entries()) {
      const element = lengthPrefixed(elementAt(unblinded, index));
      outputs.set(sha512(concat(lengthPrefixed(input), element, FINALIZE)), index * HASH_BYTES);
    }
    unblinded.fill(0);
    return outputs;
  }

  return { blindBatch, finalizeBatch };
}

/** Server: BlindEvaluate; and the client's check of its proof. */
export function createProtocol(context: Context, dleq: Dleq) {
  const { backend } = context;
  const requireVerifiable = (): void => {
    if (context.mode !== "voprf") throw new OprfError("verifiableModeOnly");
  };

  function evaluate(secretKey: Uint8Array, blinded: Uint8Array): Uint8Array {
    countBatch(blinded);
    return backend.multiply(decodeScalar(secretKey), blinded);
  }

  function evaluateWithProof(
    secretKey: Uint8Array,
    publicKey: Uint8Array,
    blinded: Uint8Array,
    proofScalar?: Uint8Array,
  ): Evaluation {
    requireVerifiable();
    decodeElements(backend, publicKey, 1);
    const evaluated = evaluate(secretKey, blinded);
    const nonce = proofScalar === undefined ? context.randomScalars(1) : decodeScalar(proofScalar).slice();
    const proof = dleq.generate(secretKey, publicKey, blinded, evaluated, nonce);
    nonce.fill(0);
    return { evaluated, proof };
  }

  function verifyProof(publicKey: Uint8Array, blinded: Uint8Array, evaluated: Uint8Array, proof: Uint8Array): boolean {
    requireVerifiable();
    decodeElements(backend, publicKey, 1);
    if (countBatch(blinded) !== countBatch(evaluated)) throw new OprfError("countMismatch");
    return dleq.verify(publicKey, blinded, evaluated, proof);
  }

  return { ...createClient(context), evaluate, evaluateWithProof, verifyProof };
}
