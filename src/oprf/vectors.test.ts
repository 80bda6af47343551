import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type BackendName, createSuite, type Mode, nativeAvailable, OprfError, openBackend } from "./index.ts";

/**
 * RFC 9497 Appendix A.1. Source: cfrg/draft-irtf-cfrg-voprf @43da59f, poc/vectors/allVectors.json (the ristretto255 part;
 * the file says so itself). The SHA-256 is of the same JSON without white space: no vector was changed to fit.
 */
const FILE = new URL("./vectors/rfc9497.json", import.meta.url);
const SHA256 = "775e64bf7745b00468681cc9ce53a1f90bacad08d8ea99e0c1252621382ba8c2";

interface Vector {
  readonly Batch: number;
  readonly Blind: string;
  readonly BlindedElement: string;
  readonly EvaluationElement: string;
  readonly Input: string;
  readonly Output: string;
  readonly Proof?: { readonly proof: string; readonly r: string };
}
interface VectorSet {
  readonly mode: number;
  readonly seed: string;
  readonly keyInfo: string;
  readonly skSm: string;
  readonly pkSm?: string;
  readonly vectors: readonly Vector[];
}

const text = readFileSync(FILE, "utf8");
const sets = (JSON.parse(text) as { vectors: readonly VectorSet[] }).vectors;
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(",", ""), "hex"));
const hexOf = (packed: Uint8Array): string => Buffer.from(packed).toString("hex");
const flat = (hex: string): string => hex.replaceAll(",", "");

test("the vectors are those of the RFC, unchanged", () => {
  assert.equal(
    createHash("sha256")
      .update(JSON.stringify(JSON.parse(text)))
      .digest("hex"),
    SHA256,
  );
  assert.deepEqual(
    sets.slice(0, 2).map(({ mode, vectors }) => [mode, vectors.length]),
    [
      [0, 2],
      [1, 3],
    ],
  );
});

async function checkSet(name: BackendName, mode: Mode, set: VectorSet): Promise<void> {
  const suite = createSuite(await openBackend(name), mode);
  const keys = suite.deriveKeyPair(bytes(set.seed), bytes(set.keyInfo));
  assert.equal(hexOf(keys.secretKey), set.skSm);
  if (set.pkSm !== undefined) assert.equal(hexOf(keys.publicKey), set.pkSm);
  for (const vector of set.vectors) {
    const inputs = vector.Input.split(",").map(bytes);
    assert.equal(inputs.length, vector.Batch);
    const { blinds, blinded } = suite.blindBatch(inputs, bytes(vector.Blind));
    assert.equal(hexOf(blinded), flat(vector.BlindedElement));
    const evaluated = suite.evaluate(keys.secretKey, blinded);
    assert.equal(hexOf(evaluated), flat(vector.EvaluationElement));
    if (vector.Proof !== undefined) {
      const proven = suite.evaluateWithProof(keys.secretKey, keys.publicKey, blinded, bytes(vector.Proof.r));
      assert.equal(hexOf(proven.proof), vector.Proof.proof);
      assert.deepEqual(proven.evaluated, evaluated);
      assert.equal(suite.verifyProof(keys.publicKey, blinded, evaluated, proven.proof), true);
    }
    assert.equal(hexOf(suite.finalizeBatch(inputs, blinds, evaluated)), flat(vector.Output));
  }
}

for (const name of ["wasm", "native"] as const)
  for (const [index, mode] of (["oprf", "voprf"] as const).entries())
    test(`every ${mode} vector of the RFC comes out of the ${name} backend, or it says what to install`, async () => {
      const set = sets[index];
      assert.ok(set !== undefined && set.mode === index);
      if (name === "wasm" || (await nativeAvailable())) return checkSet(name, mode, set);
      await assert.rejects(
        openBackend("native"),
        (error) =>
          error instanceof OprfError && error.code === "nativeUnavailable" && error.message.includes("libsodium23"),
      );
    });
