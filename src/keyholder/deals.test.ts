import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lagrangeCoefficient, splitScalar, verifyFeldman } from "../oprf/index.ts";
import { bytesOf } from "./evaluator.ts";
import { keystoreFolder } from "./holder.ts";
import {
  type CharterCore,
  HolderError,
  jointKeyOf,
  keysHold,
  type SharedKey,
  type SignedDeal,
  shareKey,
  verifyLedger,
} from "./index.ts";
import { openKeystore } from "./keystore.ts";
import { generateSealingPair, openLetter, sealLetter } from "./sealing.ts";
import { contributionContext } from "./sharing.ts";
import { generateSigningKey, PURPOSES, sign } from "./signing.ts";
import {
  clientAt,
  commitmentOf,
  draftCharter,
  elementsFor,
  refused,
  requestFor,
  STUDY,
  signAll,
  startTable,
  type Table,
} from "./testing.ts";
import type { DealSeat } from "./wire.ts";

const TYPE = "phone";
const threeAt = (t: TestContext): Promise<Table> => startTable(t, {}, 3);
const keyOf = (table: Table): Promise<SharedKey> => shareKey(table.clients, STUDY, TYPE, table.cast.byOperator);

/** The charter of testing.ts, with a key for three in place of the sum of shares. */
async function charterOf(table: Table, key: SharedKey): Promise<CharterCore> {
  const core = await draftCharter(table, "ander");
  return { ...core, study: STUDY, identifiers: core.identifiers.map((one) => ({ ...one, ...key })) };
}

async function openStudy(table: Table) {
  const core = await charterOf(table, await keyOf(table));
  const charter = signAll(table.cast, core);
  for (const client of table.clients) await client.offerCharter(STUDY, charter);
  const bank = table.cast.by("bank");
  for (const client of table.clients) await client.commit(commitmentOf(charter, "bank", 20), bank);
  const evaluate = (place: number, blinded: Uint8Array) =>
    clientAt(table, place).evaluate(requestFor(charter, "bank", 0, blinded), blinded, bank);
  return { core, charter, evaluate };
}

/** Up to and including the deals. */
async function dealt(table: Table): Promise<{ seats: readonly DealSeat[]; deals: readonly SignedDeal[] }> {
  const by = table.cast.byOperator;
  const addresses = await Promise.all(table.clients.map((client) => client.sealingKey(STUDY, TYPE, by)));
  const order = addresses.map(({ sealing: { holder } }) => holder).sort();
  const seats = addresses.map(({ sealing: { holder, receiptKey, sealingKey }, signature }) => ({
    ...{ holder, receiptKey, sealingKey, signature },
    index: order.indexOf(holder) + 1,
  }));
  const deals = await Promise.all(table.clients.map((client) => client.deal(STUDY, TYPE, seats, by)));
  return { seats, deals };
}

const accepting = (table: Table, place: number, deals: readonly SignedDeal[]) =>
  clientAt(table, place).accept(STUDY, TYPE, deals, table.cast.byOperator);

/** Fails unless the deal of this holder is refused, by name. */
const blames = (work: Promise<unknown>, holder: string | undefined): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof HolderError, String(error));
    assert.equal(error.code, "dealWrong");
    assert.equal(error.culprit, holder);
    return true;
  });

/** The key with which a holder of this test signs, from its own folder: what a cheating administrator has. */
function receiptKeyAt(table: Table, place: number): string {
  const { receiptSecret } = JSON.parse(readFileSync(join(table.dirs[place] ?? "", "identity.json"), "utf8"));
  return receiptSecret;
}

/** Only a test can look into more than one keystore. */
function shareAt(table: Table, place: number): Uint8Array {
  const store = openKeystore(keystoreFolder(table.dirs[place] ?? ""));
  try {
    const share = store.share(STUDY, TYPE);
    assert.ok(share);
    return share;
  } finally {
    store.close();
  }
}

const waiting = (table: Table, place: number): number =>
  readdirSync(keystoreFolder(table.dirs[place] ?? "")).filter((name) => name.includes(".deal.")).length;

const resigned = (table: Table, place: number, deal: SignedDeal["deal"]): SignedDeal => ({
  deal,
  signature: sign(PURPOSES.dealt, deal, receiptKeyAt(table, place)),
});

test("three holders make a key that nobody dealt, and every two of them give the same as the whole key", async (t) => {
  const table = await threeAt(t);
  const { core, evaluate } = await openStudy(table);
  const identifier = core.identifiers[0];
  assert.ok(identifier?.commitments);
  const { suite } = table;
  const inputs = [new TextEncoder().encode("+31612345678")];
  const { blinds, blinded } = suite.blindBatch(inputs);
  const answers = await Promise.all([0, 1, 2].map((place) => evaluate(place, blinded)));
  const indexed = answers.map(({ evaluated, proof, receipt }) => {
    const { holder } = receipt.receipt;
    const share = identifier.shares.find((one) => one.holder === holder);
    assert.ok(suite.verifyProof(bytesOf(share?.publicShare ?? ""), blinded, evaluated, proof));
    return { index: identifier.commitments?.find((one) => one.holder === holder)?.index ?? 0, evaluated };
  });
  const outputs = [0, 1, 2].map((missing) => {
    const pair = indexed.filter((_, place) => place !== missing);
    const indices = pair.map(({ index }) => index);
    const joined = pair
      .map(({ index, evaluated }) =>
        suite.multiplyElements(lagrangeCoefficient(suite.backend, indices, index), evaluated),
      )
      .reduce((left, right) => suite.addElements(left, right));
    return suite.finalizeBatch(inputs, blinds, joined);
  });
  assert.deepEqual(outputs[0], outputs[1]);
  assert.deepEqual(outputs[0], outputs[2]);
  // What RFC 9497 gives under the one key that the three shares stand for.
  const secrets = table.holders.map(({ info }, place) => ({
    index: identifier.commitments?.find((one) => one.holder === info.holder)?.index ?? 0,
    share: shareAt(table, place),
  }));
  const [one, two] = secrets;
  assert.ok(one && two);
  const pair = [one.index, two.index];
  const whole = suite.backend.addScalars(
    ...([one, two].map(({ index, share }) =>
      suite.backend.multiplyScalars(lagrangeCoefficient(suite.backend, pair, index), share),
    ) as [Uint8Array, Uint8Array]),
  );
  assert.deepEqual(suite.publicKeyOf(whole), bytesOf(identifier.jointKey));
  assert.deepEqual(outputs[0], suite.finalizeBatch(inputs, blinds, suite.evaluate(whole, blinded)));
});

test("every step can be asked again, also after a restart; what was secret in it is wiped at the end", async (t) => {
  const table = await threeAt(t);
  const { seats, deals } = await dealt(table);
  assert.deepEqual(
    [0, 1, 2].map((place) => waiting(table, place)),
    [2, 2, 2],
  );
  await table.restart(1);
  const by = table.cast.byOperator;
  assert.deepEqual(await clientAt(table, 1).deal(STUDY, TYPE, seats, by), deals[1]);
  const first = await accepting(table, 0, deals);
  assert.deepEqual(
    [0, 1, 2].map((place) => waiting(table, place)),
    [0, 2, 2],
  );
  // Where a platform stopped half way, it goes on: the first holder still gives the deal that the others need.
  const key = await keyOf(table);
  assert.deepEqual(
    [0, 1, 2].map((place) => waiting(table, place)),
    [0, 0, 0],
  );
  assert.ok(key.shares.some(({ publicShare }) => publicShare === first.publicShare));
  await table.restart(0);
  assert.deepEqual(await keyOf(table), key);
  const { rows, head } = await clientAt(table, 0).ledger(STUDY, by);
  assert.equal(verifyLedger(rows, head.head).broken, null);
  const kinds = rows.flatMap(({ entry }) => (entry !== null && "study" in entry ? [entry.kind] : []));
  assert.deepEqual(kinds, ["sealing", "deal", "accepted", "key"]);
});

test("a dealer who gives one holder a wrong point, under his own signature, is refused by that holder and named", async (t) => {
  const table = await threeAt(t);
  const { seats, deals } = await dealt(table);
  const [zero, two] = [seats[0], deals[2]];
  assert.ok(zero && two);
  const about = { study: STUDY, type: TYPE, from: two.deal.holder, to: zero.holder };
  const letter = sealLetter(about, zero.sealingKey, table.suite.randomScalar());
  const letters = two.deal.letters.map((one) => (one.to === zero.holder ? { ...one, letter } : one));
  const cheating = resigned(table, 2, { ...two.deal, letters });
  await blames(accepting(table, 0, deals.with(2, cheating)), two.deal.holder);
  // A letter that does not open at all is the dealer's as well.
  const swapped = two.deal.letters.map((one) => ({ ...one, letter: deals[1]?.deal.letters[0]?.letter ?? "" }));
  await blames(
    accepting(table, 0, deals.with(2, resigned(table, 2, { ...two.deal, letters: swapped }))),
    two.deal.holder,
  );
  // Nothing came of it, and the honest deal is still good.
  assert.equal(table.holders[0]?.holder.state.studies.get(STUDY)?.keys.size, 0);
  await accepting(table, 0, deals);
});

test("changed commitments, stolen proofs and changed signatures are refused by name", async (t) => {
  const table = await threeAt(t);
  const { deals } = await dealt(table);
  const [, one, two] = deals;
  assert.ok(one && two);
  const { deal } = two;
  const changed: readonly Partial<SignedDeal["deal"]>[] = [
    { commitments: [deal.commitments[0], one.deal.commitments[1]] },
    { commitments: [one.deal.commitments[0], deal.commitments[1]] },
    // A rogue key: somebody else's constant term with somebody else's proof.
    { commitments: one.deal.commitments, proofOfPossession: one.deal.proofOfPossession },
    { index: one.deal.index },
    { study: "ander" },
    { seats: "0".repeat(64) },
  ];
  for (const part of changed) {
    await blames(accepting(table, 0, deals.with(2, resigned(table, 2, { ...deal, ...part }))), deal.holder);
    // The operator, who carries the deals round, cannot change them either.
    await blames(accepting(table, 0, deals.with(2, { ...two, deal: { ...deal, ...part } })), deal.holder);
  }
  await refused(accepting(table, 0, deals.with(2, one)), "dealSeats");
});

test("a dealer who fits a line through somebody else's key and one holder's point has no proof for it", async (t) => {
  const table = await threeAt(t);
  const { seats, deals } = await dealt(table);
  const [zero, one, two] = [seats[0], deals[1], deals[2]];
  assert.ok(zero && one && two);
  const { backend, publicKeyOf, randomScalar } = table.suite;
  const scalar = (value: number): Uint8Array => new Uint8Array(32).with(0, value);
  const minusOne = backend.subtractScalars(new Uint8Array(32), scalar(1));
  const point = randomScalar();
  // A0 is taken from another holder, A1 = (point · G − A0) / index: for this one holder the line is right.
  const constant = bytesOf(one.deal.commitments[0]);
  const rest = backend.add(publicKeyOf(point), backend.multiply(minusOne, constant));
  const slope = backend.multiply(backend.invertScalar(scalar(zero.index)), rest);
  const commitments = [one.deal.commitments[0], Buffer.from(slope).toString("base64url")] as const;
  assert.ok(
    verifyFeldman(backend, { index: zero.index, share: point }, new Uint8Array(Buffer.concat([constant, slope]))),
  );
  const about = { study: STUDY, type: TYPE, from: two.deal.holder, to: zero.holder };
  const letter = sealLetter(about, zero.sealingKey, point);
  const letters = two.deal.letters.map((each) => (each.to === zero.holder ? { ...each, letter } : each));
  for (const { proofOfPossession } of [two.deal, one.deal]) {
    const rogue = resigned(table, 2, { ...two.deal, commitments, proofOfPossession, letters });
    await blames(accepting(table, 0, deals.with(2, rogue)), two.deal.holder);
  }
});

test("who deals with whom is fixed by signed addresses, and only the operator may ask", async (t) => {
  const table = await threeAt(t);
  const client = clientAt(table, 0);
  const by = table.cast.byOperator;
  await refused(client.sealingKey(STUDY, TYPE, table.cast.by("bank")), "notAllowed");
  const early = await dealt(await threeAt(t));
  await refused(client.deal(STUDY, TYPE, early.seats, by), "noDeal");
  await refused(accepting(table, 0, early.deals), "noDeal");
  const { seats, deals } = await dealt(table);
  const [zero, one, two] = seats;
  assert.ok(zero && one && two);
  await refused(client.deal(STUDY, TYPE, seats, table.cast.by("bank")), "notAllowed");
  await refused(client.accept(STUDY, TYPE, deals, table.cast.by("bank")), "notAllowed");
  // The operator puts its own address under a holder's name, or its own holder under another's.
  const own = generateSealingPair().publicKey;
  await refused(client.deal(STUDY, TYPE, [zero, one, { ...two, sealingKey: own }], by), "dealSeats");
  await refused(
    client.deal(STUDY, TYPE, [zero, one, { ...two, receiptKey: generateSigningKey().publicKey }], by),
    "dealSeats",
  );
  await refused(client.deal(STUDY, TYPE, [zero, one, { ...two, index: one.index }], by), "dealSeats");
  await refused(client.deal(STUDY, TYPE, [zero, one, { ...zero, index: two.index }], by), "dealSeats");
  // Once dealt, not dealt again in another order: two points on one line are the line.
  await refused(
    client.deal(STUDY, TYPE, [{ ...zero, index: one.index }, { ...one, index: zero.index }, two], by),
    "dealOther",
  );
});

test("a dealer who tells two holders different things is found out when the charter comes", async (t) => {
  const table = await threeAt(t);
  const { seats, deals } = await dealt(table);
  const two = deals[2];
  assert.ok(two);
  // A second line, as sound in itself as the first.
  const secret = table.suite.randomScalar();
  const line = splitScalar(table.suite.backend, secret, 2, [1, 2, 3]);
  const [constant, slope] = [line.commitments.slice(0, 32), line.commitments.slice(32)];
  const proof = table.suite.provePossession(secret, constant, contributionContext(STUDY, TYPE, two.deal.holder));
  const letters = two.deal.letters.map(({ to }) => {
    const seat = seats.find(({ holder }) => holder === to);
    const share = line.shares.find(({ index }) => index === seat?.index)?.share ?? new Uint8Array(32);
    return {
      to,
      letter: sealLetter({ study: STUDY, type: TYPE, from: two.deal.holder, to }, seat?.sealingKey ?? "", share),
    };
  });
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
  const forged = resigned(table, 2, {
    ...two.deal,
    commitments: [text(constant), text(slope)],
    proofOfPossession: text(proof),
    letters,
  });
  // By anybody but the dealer it is worth nothing, however sound.
  const stranger = sign(PURPOSES.dealt, forged.deal, generateSigningKey().privateKey);
  await blames(accepting(table, 0, deals.with(2, { ...forged, signature: stranger })), two.deal.holder);
  const shares = [
    await accepting(table, 0, deals.with(2, forged)),
    await accepting(table, 1, deals),
    await accepting(table, 2, deals),
  ];
  await refused(keyOf(table), "dealOther");
  const commitments = deals.map(({ deal: { holder, index, commitments, proofOfPossession } }) => ({
    ...{ holder, index, commitments, proofOfPossession },
  }));
  const jointKey = text(jointKeyOf(table.suite, commitments));
  const key: SharedKey = { sharing: "shamir-2-of-3", shares, jointKey, commitments };
  const charter = signAll(table.cast, await charterOf(table, key));
  for (const client of table.clients) await refused(client.offerCharter(STUDY, charter), "charterShares");
});

test("a charter holds only with the commitments that this holder saw, and with shares that lie on their line", async (t) => {
  const table = await threeAt(t);
  const key = await keyOf(table);
  const core = await charterOf(table, key);
  const client = clientAt(table, 0);
  const [one, two, three] = [key.commitments[0], key.commitments[1], key.commitments[2]];
  const [first, second, third] = key.shares;
  assert.ok(one && two && three && first && second && third);
  const { commitments: _none, ...without } = key;
  const wrong: readonly object[] = [
    { ...key, commitments: [one, two, { ...three, commitments: two.commitments }] },
    { ...key, commitments: [one, two, { ...three, proofOfPossession: two.proofOfPossession }] },
    { ...key, commitments: [{ ...one, index: 2 }, { ...two, index: 1 }, three] },
    { ...key, jointKey: first.publicShare },
    { ...key, shares: [first, second, { ...third, publicShare: second.publicShare }] },
    { ...key, shares: [first, second] },
    without,
  ];
  for (const part of wrong) {
    const identifiers = core.identifiers.map((identifier) => {
      const { commitments: _left, ...rest } = identifier;
      return { ...rest, ...part };
    });
    await refused(client.offerCharter(STUDY, signAll(table.cast, { ...core, identifiers })), "charterShares");
    for (const identifier of identifiers) assert.equal(keysHold(table.suite, core, identifier), false);
  }
  const additive = core.identifiers.map((identifier) => ({ ...identifier, sharing: "additive" as const }));
  await refused(client.offerCharter(STUDY, signAll(table.cast, { ...core, identifiers: additive })), "charterSharing");
  await refused(
    client.createKeys(STUDY, [{ type: TYPE, sharing: "additive" }], table.cast.byOperator),
    "charterSharing",
  );
  for (const identifier of core.identifiers) assert.equal(keysHold(table.suite, core, identifier), true);
  // Sound, and still not what was accepted here.
  const ceremony = table.holders[0]?.holder.state.studies.get(STUDY)?.ceremonies.get(TYPE);
  assert.ok(ceremony?.accepted);
  const { accepted } = ceremony;
  ceremony.accepted = accepted.map((each) => ({ ...each, proofOfPossession: one.proofOfPossession }));
  await refused(client.offerCharter(STUDY, signAll(table.cast, core)), "charterShares");
  ceremony.accepted = accepted;
  await client.offerCharter(STUDY, signAll(table.cast, core));
});

test("with one share destroyed the other two still make the key; with two destroyed nobody does", async (t) => {
  const table = await threeAt(t);
  const { core, evaluate } = await openStudy(table);
  const blinded = elementsFor(table.suite, "a", 3);
  const by = table.cast.byOperator;
  await clientAt(table, 0).destroy(STUDY, by);
  await refused(evaluate(0, blinded), "destroyed");
  await evaluate(1, blinded);
  await clientAt(table, 1).destroy(STUDY, by);
  await refused(evaluate(1, blinded), "destroyed");
  // What is left is one point, through which every line goes: not the key, nor a share of the others.
  const { evaluated } = await evaluate(2, blinded);
  assert.equal(
    table.suite.verifyProof(bytesOf(core.identifiers[0]?.jointKey ?? ""), blinded, evaluated, new Uint8Array(64)),
    false,
  );
  await refused(clientAt(table, 0).sealingKey(STUDY, TYPE, by), "destroyed");
  assert.equal(
    readdirSync(keystoreFolder(table.dirs[0] ?? "")).some((name) => name.startsWith(STUDY)),
    false,
  );
});

test("destroying a study in the middle of a ceremony leaves nothing of it", async (t) => {
  const table = await threeAt(t);
  const { deals } = await dealt(table);
  await clientAt(table, 0).destroy(STUDY, table.cast.byOperator);
  assert.equal(waiting(table, 0), 0);
  await refused(accepting(table, 0, deals), "destroyed");
});

test("a letter opens only for its addressee, as that letter, and whole", () => {
  const [own, other] = [generateSealingPair(), generateSealingPair()];
  const about = { study: STUDY, type: TYPE, from: "kh-1", to: "kh-2" };
  const secret = new Uint8Array(32).fill(7);
  const letter = sealLetter(about, own.publicKey, secret);
  assert.deepEqual(openLetter(about, own, letter), secret);
  assert.equal(openLetter(about, other, letter), null);
  for (const changed of [{ study: "ander" }, { type: "iban" }, { from: "kh-3" }, { to: "kh-3" }])
    assert.equal(openLetter({ ...about, ...changed }, own, letter), null);
  const bytes = Buffer.from(letter, "base64url");
  for (let place = 0; place < bytes.length; place += 7) {
    const broken = Buffer.from(bytes);
    broken[place] = (broken[place] ?? 0) ^ 1;
    assert.equal(openLetter(about, own, broken.toString("base64url")), null);
  }
  // A fresh key of small order would make a secret that everybody knows.
  const weak = Buffer.concat([Buffer.alloc(32), bytes.subarray(32)]).toString("base64url");
  assert.equal(openLetter(about, own, weak), null);
  assert.notEqual(sealLetter(about, own.publicKey, secret), letter);
});
