import {
  Evaluation,
  EvaluationRequest,
  generatePublicKey,
  Oprf,
  randomPrivateKey,
  VOPRFClient,
  VOPRFServer,
} from "@cloudflare/voprf-ts";
import { CryptoNoble } from "@cloudflare/voprf-ts/crypto-noble";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import type { Suite } from "../src/oprf/index.ts";

/**
 * One round of the verifiable protocol for a batch: blind, evaluate with one proof, check it, finalise. Between client and
 * server everything is bytes, so that each side decodes what it gets.
 */
export type Round = (inputs: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>;

export function ourRound(suite: Suite): Round {
  const { secretKey, publicKey } = suite.deriveKeyPair(new Uint8Array(32).fill(7), new Uint8Array());
  return async (inputs) => {
    const { blinds, blinded } = suite.blindBatch(inputs);
    const { evaluated, proof } = suite.evaluateWithProof(secretKey, publicKey, blinded);
    if (!suite.verifyProof(publicKey, blinded, evaluated, proof)) throw new Error("proof refused");
    const outputs = suite.finalizeBatch(inputs, blinds, evaluated);
    return inputs.map((_, index) => outputs.subarray(index * 64, (index + 1) * 64));
  };
}

export function nobleRound(): Round {
  const { voprf } = ristretto255_oprf;
  const { secretKey, publicKey } = voprf.deriveKeyPair(new Uint8Array(32).fill(7), new Uint8Array());
  return async (inputs) => {
    const blinds = inputs.map((input) => voprf.blind(input));
    const blinded = blinds.map((one) => one.blinded);
    const { evaluated, proof } = voprf.blindEvaluateBatch(secretKey, publicKey, blinded);
    const items = blinds.map((one, index) => ({
      input: inputs[index] ?? new Uint8Array(),
      blind: one.blind,
      blinded: one.blinded,
      evaluated: evaluated[index] ?? new Uint8Array(),
    }));
    return voprf.finalizeBatch(items, publicKey, proof);
  };
}

export async function voprfTsRound(): Promise<Round> {
  const suite = Oprf.Suite.RISTRETTO255_SHA512;
  const secretKey = await randomPrivateKey(suite, CryptoNoble);
  const publicKey = generatePublicKey(suite, secretKey, CryptoNoble);
  const server = new VOPRFServer(suite, secretKey, CryptoNoble);
  const client = new VOPRFClient(suite, publicKey, CryptoNoble);
  return async (inputs) => {
    const [kept, request] = await client.blind([...inputs]);
    const received = EvaluationRequest.deserialize(suite, request.serialize(), CryptoNoble);
    const answer = await server.blindEvaluate(received);
    return client.finalize(kept, Evaluation.deserialize(suite, answer.serialize(), CryptoNoble));
  };
}
