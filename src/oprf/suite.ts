import type { Backend } from "./backend/backend.ts";
import { addElements, addPublicKeys, multiplyElements } from "./combine.ts";
import { createDleq } from "./dleq.ts";
import { ascii, concat, LONGEST_INPUT } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { expander } from "./expand.ts";
import { decodeElements, decodeScalar } from "./group.ts";
import { createKeys, type KeyPair } from "./keys.ts";
import { createPossession } from "./possession.ts";
import { createProtocol, type Evaluation } from "./protocol.ts";
import { createScalarSource, type RandomSource } from "./random.ts";

/** ristretto255-SHA512 (RFC 9497 §4.1) in the modes of §3.1: base (OPRF) and verifiable (VOPRF). */
export const IDENTIFIER = "ristretto255-SHA512";
const MODES = { oprf: 0x00, voprf: 0x01 } as const;
export type Mode = keyof typeof MODES;

/** CreateContextString (§3.1): "OPRFV1-" || I2OSP(mode, 1) || "-" || identifier. */
const contextString = (mode: Mode): Uint8Array =>
  concat(ascii("OPRFV1-"), Uint8Array.of(MODES[mode]), ascii(`-${IDENTIFIER}`));

/** What every chapter of the protocol works with. */
export interface Context {
  readonly backend: Backend;
  readonly mode: Mode;
  /** A domain separation tag: the label before the context string. */
  tag(label: string): Uint8Array;
  randomScalars(count: number): Uint8Array;
  /** One element per input, packed; throws inputTooLong, inputIsIdentity. */
  hashToGroup(inputs: readonly Uint8Array[]): Uint8Array;
  /** HashToScalar with the tag of the suite, or with another whole tag. */
  hashToScalar(input: Uint8Array, tag?: Uint8Array): Uint8Array;
}

function createContext(backend: Backend, mode: Mode, random?: RandomSource): Context {
  const context = contextString(mode);
  const tag = (label: string): Uint8Array => concat(ascii(label), context);
  const [toGroup, toScalar] = [expander(tag("HashToGroup-")), expander(tag("HashToScalar-"))];

  function hashToGroup(inputs: readonly Uint8Array[]): Uint8Array {
    const hashes = new Uint8Array(inputs.length * 64);
    for (const [index, input] of inputs.entries()) {
      if (input.length > LONGEST_INPUT) throw new OprfError("inputTooLong", index);
      hashes.set(toGroup(input), index * 64);
    }
    return backend.fromHash(hashes);
  }

  return {
    backend,
    mode,
    tag,
    randomScalars: createScalarSource(backend, random),
    hashToGroup,
    hashToScalar: (input, own) => backend.reduceScalars((own === undefined ? toScalar : expander(own))(input)),
  };
}

/** Everything below works on packed arrays: n items of 32 bytes in one Uint8Array. Refusals are OprfError. */
export interface Suite {
  readonly mode: Mode;
  readonly backend: Backend;
  randomScalar(): Uint8Array;
  /** DeriveKeyPair (§3.2.1): seed of 32 bytes, info of at most 65 535. */
  deriveKeyPair(seed: Uint8Array, info: Uint8Array): KeyPair;
  publicKeyOf(secretKey: Uint8Array): Uint8Array;
  hashToGroup(input: Uint8Array): Uint8Array;
  /** `tag` replaces the whole domain separation tag. */
  hashToScalar(input: Uint8Array, tag?: Uint8Array): Uint8Array;
  /** Blind (§3.3.1) for a batch. Without `blinds`: fresh ones. The blinds are secret: wipe them after finalizeBatch. */
  blindBatch(inputs: readonly Uint8Array[], blinds?: Uint8Array): { blinds: Uint8Array; blinded: Uint8Array };
  /** BlindEvaluate without a proof (§3.3.1): secretKey · B_i. */
  evaluate(secretKey: Uint8Array, blinded: Uint8Array): Uint8Array;
  /** BlindEvaluate (§3.3.2) with one proof of 64 bytes for the batch; `proofScalar` is for test vectors only. */
  evaluateWithProof(
    secretKey: Uint8Array,
    publicKey: Uint8Array,
    blinded: Uint8Array,
    proofScalar?: Uint8Array,
  ): Evaluation;
  /** VerifyProof (§2.2.2). False when the proof does not hold; throws when an argument cannot be decoded at all. */
  verifyProof(publicKey: Uint8Array, blinded: Uint8Array, evaluated: Uint8Array, proof: Uint8Array): boolean;
  /** Finalize (§3.3.1), after verifyProof: n outputs of 64 bytes, packed. */
  finalizeBatch(inputs: readonly Uint8Array[], blinds: Uint8Array, evaluated: Uint8Array): Uint8Array;
  /** Sum per element: what two holders evaluated with shares of one key. */
  addElements(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** One scalar times every element: a Lagrange coefficient before adding. */
  multiplyElements(scalar: Uint8Array, elements: Uint8Array): Uint8Array;
  /** The joint key of additive shares; throws identityElement when they cancel out. */
  addPublicKeys(...publicKeys: readonly Uint8Array[]): Uint8Array;
  /** Schnorr proof (64 bytes) that whoever made the public key knows the secret, bound to `context`. */
  provePossession(secretKey: Uint8Array, publicKey: Uint8Array, context: Uint8Array): Uint8Array;
  verifyPossession(publicKey: Uint8Array, proof: Uint8Array, context: Uint8Array): boolean;
  /** The same bytes, when they are canonical elements (exactly `count`) and none is the identity. */
  decodeElements(bytes: Uint8Array, count?: number): Uint8Array;
  /** The same bytes, when they are a canonical scalar that is not zero. */
  decodeScalar(bytes: Uint8Array): Uint8Array;
}

/** `random` replaces the generator of the system; a source that repeats itself is refused. */
export function createSuite(backend: Backend, mode: Mode, options: { readonly random?: RandomSource } = {}): Suite {
  const context = createContext(backend, mode, options.random);
  return {
    mode,
    backend,
    randomScalar: () => context.randomScalars(1),
    hashToGroup: (input) => context.hashToGroup([input]),
    hashToScalar: context.hashToScalar,
    ...createKeys(context),
    ...createProtocol(context, createDleq(context)),
    ...createPossession(context),
    addElements: (left, right) => addElements(backend, left, right),
    multiplyElements: (scalar, elements) => multiplyElements(backend, scalar, elements),
    addPublicKeys: (...publicKeys) => addPublicKeys(backend, publicKeys),
    decodeElements: (bytes, count) => decodeElements(backend, bytes, count),
    decodeScalar,
  };
}
