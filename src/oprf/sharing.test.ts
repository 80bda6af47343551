import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  createSuite,
  lagrangeCoefficient,
  publicShareAt,
  type ScalarShare,
  type Suite,
  splitScalar,
  verifyFeldman,
} from "./index.ts";
import { backendsHere, bytesOf, flipped, packed, refuses } from "./testing.ts";

const inputs = ["NL91ABNA0417164300", "+31612345678"].map(bytesOf);
const suites = async (): Promise<readonly Suite[]> =>
  (await backendsHere()).map((backend) => createSuite(backend, "voprf"));

test("two holders with additive shares give exactly what the one joint key gives", async () => {
  for (const suite of await suites()) {
    const [one, two] = [suite.randomScalar(), suite.randomScalar()];
    const joint = suite.backend.addScalars(one, two);
    const { blinds, blinded } = suite.blindBatch(inputs);
    const [first, second] = [one, two].map((share) => {
      const publicKey = suite.publicKeyOf(share);
      const { evaluated, proof } = suite.evaluateWithProof(share, publicKey, blinded);
      assert.equal(suite.verifyProof(publicKey, blinded, evaluated, proof), true);
      return evaluated;
    });
    assert.ok(first !== undefined && second !== undefined);
    const together = suite.finalizeBatch(inputs, blinds, suite.addElements(first, second));
    assert.deepEqual(together, suite.finalizeBatch(inputs, blinds, suite.evaluate(joint, blinded)));
    assert.deepEqual(suite.addPublicKeys(suite.publicKeyOf(one), suite.publicKeyOf(two)), suite.publicKeyOf(joint));
  }
});

/** Each holder's evaluation times its coefficient, added up. */
function evaluateTogether(suite: Suite, shares: readonly ScalarShare[], blinded: Uint8Array): Uint8Array {
  const indices = shares.map(({ index }) => index);
  return shares
    .map(({ index, share }) =>
      suite.multiplyElements(lagrangeCoefficient(suite.backend, indices, index), suite.evaluate(share, blinded)),
    )
    .reduce((left, right) => suite.addElements(left, right));
}

test("any two of three holders give exactly what the whole key gives; one alone does not", async () => {
  for (const suite of await suites()) {
    const { backend } = suite;
    const secret = suite.randomScalar();
    const { shares, commitments } = splitScalar(backend, secret, 2, [1, 2, 3]);
    const { blinded } = suite.blindBatch(inputs);
    const whole = suite.evaluate(secret, blinded);
    for (const missing of [1, 2, 3]) {
      const pair = shares.filter(({ index }) => index !== missing);
      assert.deepEqual(evaluateTogether(suite, pair, blinded), whole);
      assert.deepEqual(evaluateTogether(suite, pair.toReversed(), blinded), whole);
    }
    assert.deepEqual(evaluateTogether(suite, shares, blinded), whole);
    for (const { share, index } of shares) {
      assert.notDeepEqual(suite.evaluate(share, blinded), whole);
      assert.deepEqual(publicShareAt(backend, commitments, index), suite.publicKeyOf(share));
    }
    assert.deepEqual(commitments.subarray(0, 32), suite.publicKeyOf(secret));
  }
});

test("a joint key that nobody dealt: each holder deals, the shares add up", async () => {
  for (const suite of await suites()) {
    const { backend } = suite;
    const secrets = [suite.randomScalar(), suite.randomScalar(), suite.randomScalar()];
    const deals = secrets.map((secret) => splitScalar(backend, secret, 2, [1, 2, 3]));
    const sum = (all: readonly Uint8Array[]): Uint8Array => all.reduce((a, b) => backend.addScalars(a, b));
    const shares = [1, 2, 3].map((index) => ({
      index,
      share: sum(deals.map((deal) => deal.shares.find((one) => one.index === index)?.share ?? new Uint8Array(32))),
    }));
    const commitments = deals.map((deal) => deal.commitments).reduce((a, b) => suite.addElements(a, b));
    for (const share of shares) assert.equal(verifyFeldman(backend, share, commitments), true);
    const { blinded } = suite.blindBatch(inputs);
    assert.deepEqual(evaluateTogether(suite, shares.slice(1), blinded), suite.evaluate(sum(secrets), blinded));
  }
});

test("a dealer who gives a holder another share than he committed to is caught", async () => {
  for (const suite of await suites()) {
    const { backend } = suite;
    const { shares, commitments } = splitScalar(backend, suite.randomScalar(), 3, [1, 2, 5, 9]);
    const other = splitScalar(backend, suite.randomScalar(), 3, [1, 2, 5, 9]);
    for (const share of shares) {
      assert.equal(verifyFeldman(backend, share, commitments), true);
      assert.equal(verifyFeldman(backend, { ...share, share: flipped(share.share, 0) }, commitments), false);
      assert.equal(verifyFeldman(backend, { ...share, index: share.index + 1 }, commitments), false);
      assert.equal(verifyFeldman(backend, share, other.commitments), false);
    }
  }
});

test("a share has a number of its own, and a threshold fits the holders", async () => {
  for (const suite of await suites()) {
    const { backend } = suite;
    const secret = suite.randomScalar();
    for (const indices of [
      [1, 1, 2],
      [0, 1, 2],
      [1, 2, 65_536],
      [1, 2.5, 3],
      [-1, 2, 3],
    ])
      refuses("invalidShareIndex", () => splitScalar(backend, secret, 2, indices));
    for (const threshold of [1, 4, 1.5])
      refuses("invalidShareIndex", () => splitScalar(backend, secret, threshold, [1, 2, 3]));
    refuses("invalidShareIndex", () => lagrangeCoefficient(backend, [1, 2], 3));
    refuses("invalidShareIndex", () => lagrangeCoefficient(backend, [2, 2], 2));
    refuses("zeroScalar", () => splitScalar(backend, new Uint8Array(32), 2, [1, 2, 3]));
  }
});

test("coefficients reconstruct any secret from any set of holders", async () => {
  const [backend] = await backendsHere();
  assert.ok(backend !== undefined);
  const suite = createSuite(backend, "oprf");
  const holders = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(holders, (indices) => {
      const secret = suite.randomScalar();
      const { shares } = splitScalar(backend, secret, indices.length, indices);
      const sum = shares
        .map(({ index, share }) => backend.multiplyScalars(share, lagrangeCoefficient(backend, indices, index)))
        .reduce((a, b) => backend.addScalars(a, b));
      assert.deepEqual(sum, secret);
    }),
    { numRuns: 50 },
  );
});

test("whoever shows a public key proves that it knows the secret, for this purpose only", async () => {
  for (const suite of await suites()) {
    const { secretKey, publicKey } = suite.deriveKeyPair(new Uint8Array(32).fill(9), bytesOf("holder"));
    const [purpose, other] = [bytesOf("study 1, iban, holder A"), bytesOf("study 2, iban, holder A")];
    const proof = suite.provePossession(secretKey, publicKey, purpose);
    assert.equal(suite.verifyPossession(publicKey, proof, purpose), true);
    assert.equal(suite.verifyPossession(publicKey, proof, other), false);
    assert.equal(suite.verifyPossession(suite.publicKeyOf(suite.randomScalar()), proof, purpose), false);
    for (let at = 0; at < 64; at += 9)
      assert.equal(suite.verifyPossession(publicKey, flipped(proof, at), purpose), false);
    assert.notDeepEqual(suite.provePossession(secretKey, publicKey, purpose), proof);
    refuses("wrongLength", () => suite.verifyPossession(publicKey, proof.subarray(1), purpose));
  }
});

test("a holder that chooses its key after seeing the other's cannot prove that it knows it", async () => {
  for (const suite of await suites()) {
    const [honest, wanted] = [suite.randomScalar(), suite.randomScalar()];
    const minusHonest = suite.backend.subtractScalars(new Uint8Array(32), honest);
    const rogue = suite.addPublicKeys(suite.publicKeyOf(wanted), suite.publicKeyOf(minusHonest));
    assert.deepEqual(suite.addPublicKeys(suite.publicKeyOf(honest), rogue), suite.publicKeyOf(wanted));
    const claimed = suite.provePossession(wanted, rogue, bytesOf("study"));
    assert.equal(suite.verifyPossession(rogue, claimed, bytesOf("study")), false);
  }
});

test("a public key that is made to fit a proof is refused: the key is part of what is proven", async () => {
  for (const suite of await suites()) {
    const { backend } = suite;
    const bound = bytesOf("study");
    const withLength = (bytes: Uint8Array): Uint8Array => packed(Uint8Array.of(0, bytes.length), bytes);
    const tag = bytesOf("RondetafelProofOfPossession-OPRFV1-\u0001-ristretto255-SHA512");
    // The order that a proof must not allow: first commitment, challenge and answer, then the key that goes with them.
    const [commitment, s] = [suite.hashToGroup(bytesOf("nobody knows its logarithm")), suite.randomScalar()];
    const claim = suite.hashToScalar(packed(withLength(commitment), withLength(bound)), tag);
    const minusOne = backend.subtractScalars(new Uint8Array(32), Uint8Array.from([1, ...new Uint8Array(31)]));
    const difference = suite.addElements(commitment, backend.multiply(minusOne, suite.publicKeyOf(s)));
    const key = backend.multiply(backend.invertScalar(claim), difference);
    assert.equal(suite.verifyPossession(key, packed(claim, s), bound), false);
  }
});

test("keys and evaluations that cancel each other out are refused", async () => {
  for (const suite of await suites()) {
    const key = suite.randomScalar();
    const minus = suite.backend.subtractScalars(new Uint8Array(32), key);
    refuses("identityElement", () => suite.addPublicKeys(suite.publicKeyOf(key), suite.publicKeyOf(minus)));
    const { blinded } = suite.blindBatch(inputs);
    refuses("identityElement", () => suite.addElements(suite.evaluate(key, blinded), suite.evaluate(minus, blinded)));
  }
});
