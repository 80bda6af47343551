import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createSuite, OprfError, type Suite } from "./index.ts";
import { backendsHere, bytesOf, flipped, packed, refuses } from "./testing.ts";

const IDENTITY = new Uint8Array(32);
const ONES = new Uint8Array(32).fill(0xff);
/** The group order, and one less. */
const ORDER = Uint8Array.from(Buffer.from("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "hex"));
const LAST = flipped(ORDER, 0);
/** Encodings that must be refused: not below p, negative, not a square, negative xy, y = 0 (after RFC 9496 A.2). */
const BAD_ENCODINGS = [
  "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
  "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
  "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
  "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));

const seed = new Uint8Array(32).fill(3);
const inputs = ["a", "b", "c"].map(bytesOf);

async function onEveryBackend(check: (suite: Suite) => void): Promise<void> {
  for (const backend of await backendsHere()) check(createSuite(backend, "voprf"));
}

test("the identity, impossible encodings and cut-off elements are refused, wherever they come in", () =>
  onEveryBackend((suite) => {
    const { secretKey, publicKey } = suite.deriveKeyPair(seed, bytesOf(""));
    const { blinds, blinded } = suite.blindBatch(inputs);
    const evaluated = suite.evaluate(secretKey, blinded);
    const { proof } = suite.evaluateWithProof(secretKey, publicKey, blinded);
    const withBad = (bad: Uint8Array): Uint8Array => packed(blinded.subarray(0, 32), bad, blinded.subarray(64));
    const doors: readonly ((bad: Uint8Array) => unknown)[] = [
      (bad) => suite.decodeElements(withBad(bad)),
      (bad) => suite.evaluate(secretKey, withBad(bad)),
      (bad) => suite.evaluateWithProof(secretKey, publicKey, withBad(bad)),
      (bad) => suite.verifyProof(publicKey, withBad(bad), evaluated, proof),
      (bad) => suite.verifyProof(publicKey, blinded, withBad(bad), proof),
      (bad) => suite.verifyProof(bad, blinded, evaluated, proof),
      (bad) => suite.finalizeBatch(inputs, blinds, withBad(bad)),
      (bad) => suite.addElements(evaluated, withBad(bad)),
      (bad) => suite.multiplyElements(secretKey, withBad(bad)),
      (bad) => suite.addPublicKeys(publicKey, bad),
      (bad) => suite.verifyPossession(bad, proof, bytesOf("")),
    ];
    // A good element with the highest bit set: libsodium 1.0.18 takes it for the element itself.
    const second = Uint8Array.from(evaluated.subarray(32, 64), (byte, at) => (at === 31 ? byte | 0x80 : byte));
    for (const door of doors) {
      refuses("identityElement", () => door(IDENTITY));
      for (const bad of [ONES, second, ...BAD_ENCODINGS]) refuses("invalidElement", () => door(bad));
      refuses("wrongLength", () => door(ONES.subarray(0, 31)));
    }
  }));

test("a refusal names the element, in Dutch, and never its value", () =>
  onEveryBackend((suite) => {
    const { secretKey } = suite.deriveKeyPair(seed, bytesOf(""));
    const { blinded } = suite.blindBatch(inputs);
    blinded.set(ONES, 64);
    assert.throws(
      () => suite.evaluate(secretKey, blinded),
      (error) => error instanceof OprfError && error.index === 2 && /geen geldig punt/.test(error.message),
    );
  }));

test("65 537 elements do not fit in one proof; 65 536 may be asked for", () =>
  onEveryBackend((suite) => {
    const { secretKey, publicKey } = suite.deriveKeyPair(seed, bytesOf(""));
    const tooMany = new Uint8Array(65_537 * 32).fill(0xff);
    const many = Array.from({ length: 65_537 }, () => bytesOf("x"));
    const proof = new Uint8Array(64);
    refuses("tooManyElements", () => suite.evaluate(secretKey, tooMany));
    refuses("tooManyElements", () => suite.evaluateWithProof(secretKey, publicKey, tooMany));
    refuses("tooManyElements", () => suite.verifyProof(publicKey, tooMany, tooMany, proof));
    refuses("tooManyElements", () => suite.blindBatch(many));
    refuses("tooManyElements", () => suite.finalizeBatch(many, tooMany, tooMany));
    // One fewer gets past the count, and is then refused for what is in it.
    refuses("invalidElement", () => suite.evaluate(secretKey, tooMany.subarray(32)));
  }));

test("nothing is done with nothing, and what belongs together has the same number", () =>
  onEveryBackend((suite) => {
    const { secretKey, publicKey } = suite.deriveKeyPair(seed, bytesOf(""));
    const { blinds, blinded } = suite.blindBatch(inputs);
    const none = new Uint8Array();
    refuses("emptyBatch", () => suite.blindBatch([]));
    refuses("emptyBatch", () => suite.evaluate(secretKey, none));
    refuses("emptyBatch", () => suite.decodeElements(none));
    refuses("emptyBatch", () => suite.addPublicKeys());
    refuses("countMismatch", () => suite.blindBatch(inputs, blinds.subarray(32)));
    refuses("countMismatch", () => suite.finalizeBatch(inputs, blinds, blinded.subarray(32)));
    refuses("countMismatch", () => suite.finalizeBatch(inputs.slice(1), blinds, blinded));
    refuses("countMismatch", () => suite.verifyProof(publicKey, blinded, blinded.subarray(32), new Uint8Array(64)));
    refuses("countMismatch", () => suite.addElements(blinded, blinded.subarray(32)));
    refuses("wrongLength", () => suite.decodeElements(blinded, 2));
    refuses("wrongLength", () => suite.verifyProof(publicKey, blinded, blinded, new Uint8Array(63)));
  }));

test("a secret is a canonical number that is not zero", () =>
  onEveryBackend((suite) => {
    const { blinded } = suite.blindBatch(inputs);
    assert.deepEqual(suite.decodeScalar(LAST), LAST);
    const doors: readonly ((scalar: Uint8Array) => unknown)[] = [
      suite.decodeScalar,
      suite.publicKeyOf,
      (scalar) => suite.evaluate(scalar, blinded),
      (scalar) => suite.multiplyElements(scalar, blinded),
      (scalar) => suite.blindBatch([bytesOf("a")], scalar),
      (scalar) => suite.finalizeBatch([bytesOf("a")], scalar, blinded.subarray(0, 32)),
    ];
    for (const door of doors) {
      refuses("zeroScalar", () => door(new Uint8Array(32)));
      refuses("invalidScalar", () => door(ORDER));
      refuses("invalidScalar", () => door(ONES));
      refuses("wrongLength", () => door(LAST.subarray(1)));
    }
    refuses("wrongLength", () => suite.deriveKeyPair(seed.subarray(1), bytesOf("")));
    refuses("inputTooLong", () => suite.deriveKeyPair(seed, new Uint8Array(65_536)));
  }));

test("an input of 65 535 bytes is the longest", () =>
  onEveryBackend((suite) => {
    const longest = new Uint8Array(65_535);
    const { blinds, blinded } = suite.blindBatch([longest]);
    assert.equal(suite.finalizeBatch([longest], blinds, blinded).length, 64);
    refuses("inputTooLong", () => suite.blindBatch([new Uint8Array(65_536)]));
    refuses("inputTooLong", () => suite.finalizeBatch([new Uint8Array(65_536)], blinds, blinded));
  }));

test("a proof belongs to these elements, in this order, under this key", () =>
  onEveryBackend((suite) => {
    const [own, foreign] = ["own", "foreign"].map((info) => suite.deriveKeyPair(seed, bytesOf(info)));
    assert.ok(own !== undefined && foreign !== undefined);
    const { blinded } = suite.blindBatch(inputs);
    const { evaluated, proof } = suite.evaluateWithProof(own.secretKey, own.publicKey, blinded);
    const verify = suite.verifyProof;
    assert.equal(verify(own.publicKey, blinded, evaluated, proof), true);
    for (let at = 0; at < 64; at += 7)
      assert.equal(verify(own.publicKey, blinded, evaluated, flipped(proof, at)), false);
    assert.equal(verify(own.publicKey, blinded, evaluated, new Uint8Array(64)), false);
    assert.equal(verify(own.publicKey, blinded, evaluated, new Uint8Array(64).fill(0xff)), false);
    assert.equal(verify(foreign.publicKey, blinded, evaluated, proof), false);
    const permuted = (all: Uint8Array): Uint8Array =>
      packed(all.subarray(32, 64), all.subarray(0, 32), all.subarray(64));
    assert.equal(verify(own.publicKey, permuted(blinded), permuted(evaluated), proof), false);
    assert.equal(verify(own.publicKey, blinded, permuted(evaluated), proof), false);
    assert.equal(verify(own.publicKey, blinded.subarray(32), evaluated.subarray(32), proof), false);
    // One element evaluated with another key: a holder that marks one partner.
    const marked = packed(suite.evaluate(foreign.secretKey, blinded.subarray(0, 32)), evaluated.subarray(32));
    assert.equal(verify(own.publicKey, blinded, marked, proof), false);
    const lie = suite.evaluateWithProof(foreign.secretKey, own.publicKey, blinded);
    assert.equal(verify(own.publicKey, blinded, lie.evaluated, lie.proof), false);
  }));

test("a proof exists in the verifiable mode only", async () => {
  for (const backend of await backendsHere()) {
    const suite = createSuite(backend, "oprf");
    const { secretKey, publicKey } = suite.deriveKeyPair(seed, bytesOf(""));
    const { blinded } = suite.blindBatch(inputs);
    refuses("verifiableModeOnly", () => suite.evaluateWithProof(secretKey, publicKey, blinded));
    refuses("verifiableModeOnly", () => suite.verifyProof(publicKey, blinded, blinded, new Uint8Array(64)));
  }
});

test("whatever bytes arrive, they are refused for a listed reason or decoded to themselves", async () => {
  const backends = await backendsHere();
  // Half of the even ones below 2^255 are elements, so both outcomes come up often.
  const even = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Uint8Array.from(bytes, (byte, at) => (at === 0 ? byte & 0xfe : byte)));
  const candidates = fc.oneof(even, fc.uint8Array({ maxLength: 100 }));
  fc.assert(
    fc.property(candidates, (bytes) => {
      const outcomes = backends.map((backend) => {
        try {
          return createSuite(backend, "oprf").decodeElements(bytes);
        } catch (error) {
          assert.ok(error instanceof OprfError);
          return error.code;
        }
      });
      for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0]);
      if (outcomes[0] instanceof Uint8Array) assert.deepEqual(outcomes[0], bytes);
    }),
    { numRuns: 500 },
  );
});
