import assert from "node:assert/strict";
import { test } from "node:test";
import { destroyHere, listState } from "./commands.ts";
import { bytesOf, type Evaluator } from "./evaluator.ts";
import {
  countsOf,
  createHolderClient,
  PURPOSES,
  possessionContext,
  readCharter,
  type SignedDestructionCertificate,
  signCharter,
  signRequest,
  verifyCertificate,
  verifyLedger,
  verifyLedgerHead,
  verifyReceipt,
  verifyWitnessedHead,
} from "./index.ts";
import { generateSigningKey, sha256, toBase64Url } from "./signing.ts";
import {
  activeStudy,
  clientAt,
  commitmentOf,
  committedBank,
  draftCharter,
  elementsFor,
  PARTNERS,
  refused,
  requestFor,
  STUDY,
  signAll,
  startTable,
} from "./testing.ts";

test("two holders each make a share, prove it, and evaluate under it with a receipt", async (t) => {
  const { table, charter, evaluate } = await committedBank(t);
  const shares = readCharter(charter).identifiers[0]?.shares ?? [];
  const blinded = elementsFor(table.suite, "a", 10);
  for (const [index, { info }] of table.holders.entries()) {
    const answer = await evaluate(index, 0, blinded);
    const own = shares.find(({ holder }) => holder === info.holder);
    const other = shares.find(({ holder }) => holder !== info.holder);
    assert.ok(own && other);
    // T4: the proof holds under the share in the charter, and under no other.
    assert.ok(table.suite.verifyProof(bytesOf(own.publicShare), blinded, answer.evaluated, answer.proof));
    assert.ok(!table.suite.verifyProof(bytesOf(other.publicShare), blinded, answer.evaluated, answer.proof));
    const possession = [bytesOf(own.publicShare), bytesOf(own.proofOfPossession)] as const;
    assert.ok(table.suite.verifyPossession(...possession, possessionContext(STUDY, "phone", info.holder)));
    assert.ok(!table.suite.verifyPossession(...possession, possessionContext("ander", "phone", info.holder)));
    assert.ok(verifyReceipt(answer.receipt, info.receiptKey));
    const { total, quota, count } = answer.receipt.receipt;
    assert.deepEqual({ total, quota, count }, { total: 10, quota: 21, count: 10 });
  }
});

test("asking for keys again gives the same shares, and only the operator may ask", async (t) => {
  const table = await startTable(t);
  const client = clientAt(table, 0);
  const wanted = [{ type: "phone", sharing: "additive" }] as const;
  const first = await client.createKeys(STUDY, wanted, table.cast.byOperator);
  assert.deepEqual(await client.createKeys(STUDY, wanted, table.cast.byOperator), first);
  const elsewhere = await client.createKeys("ander", wanted, table.cast.byOperator);
  assert.notEqual(elsewhere[0]?.publicShare, first[0]?.publicShare);
  await refused(client.createKeys(STUDY, wanted, table.cast.by("bank")), "notAllowed");
  const shamir = [{ type: "iban", sharing: "shamir-2-of-3" }] as const;
  await refused(client.createKeys(STUDY, shamir, table.cast.byOperator), "charterSharing");
});

test("a charter holds only when every party has signed exactly this text with the key that is enrolled here", async (t) => {
  const table = await startTable(t);
  const core = await draftCharter(table);
  const client = clientAt(table, 0);
  for (const absent of PARTNERS) {
    const others = PARTNERS.filter((partner) => partner !== absent);
    await refused(client.offerCharter(STUDY, signAll(table.cast, core, others)), "charterNotSigned");
  }
  const signed = signAll(table.cast, core);
  const forged = signed.signatures.map((one) => ({ ...one, partner: "bank" }));
  await refused(client.offerCharter(STUDY, { ...signed, signatures: forged }), "charterNotSigned");
  await refused(client.offerCharter(STUDY, { ...signed, document: `${signed.document} ` }), "charterHash");
  // The same charter in another spelling has another hash, and is refused although everybody signed it.
  const document = JSON.stringify(core, null, 1);
  const hash = sha256(document);
  const spaced = PARTNERS.map((partner) => ({
    partner,
    signature: signCharter(STUDY, hash, table.cast.keys[partner].privateKey),
  }));
  await refused(client.offerCharter(STUDY, { document, hash, signatures: spaced }), "charterUnreadable");
  const stranger = generateSigningKey();
  const swapped = {
    ...core,
    parties: core.parties.map((one) => (one.partner === "bank" ? { ...one, signingKey: stranger.publicKey } : one)),
  };
  const withStranger = signAll(table.cast, swapped);
  const signatures = withStranger.signatures.map((one) =>
    one.partner === "bank" ? { ...one, signature: signCharter(STUDY, withStranger.hash, stranger.privateKey) } : one,
  );
  await refused(client.offerCharter(STUDY, { ...withStranger, signatures }), "charterUnknownParty");
  assert.deepEqual(await client.offerCharter(STUDY, signed), { study: STUDY, hash: signed.hash });
  assert.deepEqual(await client.offerCharter(STUDY, signed), { study: STUDY, hash: signed.hash });
});

test("a holder checks the shares, the joint key, the dates, the ceiling and its own name in a charter", async (t) => {
  const table = await startTable(t);
  const core = await draftCharter(table);
  const [identifier] = core.identifiers;
  const [one, two] = identifier?.shares ?? [];
  assert.ok(identifier && one && two);
  const client = clientAt(table, 0);
  const offer = (changed: Partial<typeof core>) =>
    client.offerCharter(STUDY, signAll(table.cast, { ...core, ...changed }));
  const withIdentifier = (changed: Partial<typeof identifier>) => ({ identifiers: [{ ...identifier, ...changed }] });
  // A rogue key: the other holder has no proof that it knows the secret of what it says is its share.
  const rogue = { ...two, proofOfPossession: one.proofOfPossession };
  await refused(offer(withIdentifier({ shares: [one, rogue] })), "charterShares");
  // Somebody else's key under our name, with a proof that is right in itself.
  const secret = table.suite.randomScalar();
  const publicKey = table.suite.publicKeyOf(secret);
  const proof = table.suite.provePossession(secret, publicKey, possessionContext(STUDY, "phone", one.holder));
  const fake = { ...one, publicShare: toBase64Url(publicKey), proofOfPossession: toBase64Url(proof) };
  const jointKey = toBase64Url(table.suite.addPublicKeys(publicKey, bytesOf(two.publicShare)));
  await refused(offer(withIdentifier({ shares: [fake, two], jointKey })), "charterShares");
  await refused(offer(withIdentifier({ shares: [two, one], jointKey: one.publicShare })), "charterShares");
  await refused(offer(withIdentifier({ shares: [{ ...one, publicShare: two.publicShare }, two] })), "charterShares");
  const another = await draftCharter(table, "ander");
  await refused(offer({ identifiers: another.identifiers }), "charterShares");
  await refused(offer(withIdentifier({ ceiling: 2_000_001 })), "charterCeiling");
  await refused(offer(withIdentifier({ sharing: "shamir-2-of-3" })), "charterSharing");
  await refused(offer({ starts: "2026-07-01" }), "charterDates");
  await refused(offer({ starts: "2026-05-01", ends: "2026-06-14" }), "charterDates");
  const renamed = core.holders.map((holder, index) => ({ ...holder, holder: `kh-${index}` }));
  await refused(offer({ holders: renamed }), "charterOtherHolder");
  await refused(client.offerCharter("ander", signAll(table.cast, core)), "otherStudy");
  await refused(client.offerCharter("onbekend", signAll(table.cast, { ...core, study: "onbekend" })), "noKeys");
});

test("a commitment fixes the quota once, at most at the ceiling", async (t) => {
  const table = await startTable(t);
  const charter = await activeStudy(table);
  const [client, bank] = [clientAt(table, 0), table.cast.by("bank")];
  await refused(client.commit(commitmentOf(charter, "bank", 1001), bank), "commitmentTooLarge");
  const answer = await client.commit(commitmentOf(charter, "bank", 100), bank);
  assert.equal(answer.quota, 105);
  assert.deepEqual(await client.commit(commitmentOf(charter, "bank", 100), bank), answer);
  await refused(client.commit(commitmentOf(charter, "bank", 101), bank), "otherCommitment");
  await refused(client.commit({ ...commitmentOf(charter, "bank", 100), run: "reeks-2" }, bank), "otherCommitment");
  const telecom = table.cast.by("telecom");
  assert.equal((await client.commit(commitmentOf(charter, "telecom", 1000), telecom)).quota, 1000);
  const hash = "0".repeat(64);
  await refused(
    client.commit({ ...commitmentOf(charter, "telecom", 5), normaliserHash: hash }, telecom),
    "otherNormaliser",
  );
});

test("only the partner itself, with its enrolled key and rows to bring, may commit and evaluate", async (t) => {
  const { table, charter, bank } = await committedBank(t);
  const client = clientAt(table, 0);
  const blinded = elementsFor(table.suite, "a", 2);
  const request = requestFor(charter, "bank", 0, blinded);
  await refused(
    client.evaluate(request, blinded, { signer: "bank", privateKey: generateSigningKey().privateKey }),
    "notAllowed",
  );
  await refused(client.evaluate(request, blinded, table.cast.by("telecom")), "notAllowed");
  await refused(client.evaluate(request, blinded, { ...bank, signer: "niemand" }), "notAllowed");
  await refused(client.evaluate(request, blinded, table.cast.byOperator), "notAllowed");
  const police = table.cast.by("politie");
  await refused(client.commit(commitmentOf(charter, "politie", 5), police), "notAllowed");
  await refused(
    client.evaluate(requestFor(charter, "telecom", 0, blinded), blinded, table.cast.by("telecom")),
    "noCommitment",
  );
  assert.equal((await client.evaluate(request, blinded, bank)).receipt.receipt.count, 2);
  // A partner that loses its key enrols another: the old one is worthless at once, the new one until it is in a charter.
  const fresh = generateSigningKey();
  await table.holders[0]?.enrol("bank", fresh.publicKey);
  await refused(client.evaluate(request, blinded, bank), "notAllowed");
  await refused(client.evaluate(request, blinded, { signer: "bank", privateKey: fresh.privateKey }), "notAllowed");
});

test("a veto, or a destruction, in the middle of a batch stops that batch too", async (t) => {
  for (const stop of ["veto", "destroy"] as const) {
    let reached = (): void => {};
    let goOn = (): void => {};
    const underway = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const evaluator: Evaluator = {
      async evaluate(_share, _public, blinded) {
        reached();
        await held;
        return { evaluated: blinded, proof: new Uint8Array(64) };
      },
    };
    const table = await startTable(t, { evaluator });
    const charter = await activeStudy(table);
    const [client, bank] = [clientAt(table, 0), table.cast.by("bank")];
    await client.commit(commitmentOf(charter, "bank", 5), bank);
    const blinded = elementsFor(table.suite, "a", 2);
    const answer = client.evaluate(requestFor(charter, "bank", 0, blinded), blinded, bank);
    const end = refused(answer, stop === "veto" ? "vetoed" : "destroyed");
    await underway;
    if (stop === "veto") await client.veto(STUDY, charter.hash, table.cast.by("politie"));
    else await client.destroy(STUDY, table.cast.by("politie"));
    goOn();
    await end;
    const { rows } = await client.ledger(STUDY, bank);
    assert.deepEqual(countsOf(rows, STUDY), [{ partner: "bank", type: "phone", evaluated: 0, quota: 6 }]);
  }
});

test("a veto by any party stops at once, survives a restart, and is lifted only by a new charter of all", async (t) => {
  const { table, charter, evaluate } = await committedBank(t);
  const blinded = elementsFor(table.suite, "a", 2);
  await evaluate(0, 0, blinded);
  await refused(clientAt(table, 0).veto(STUDY, charter.hash, table.cast.byOperator), "notAllowed");
  await clientAt(table, 0).veto(STUDY, charter.hash, table.cast.by("politie"));
  await refused(evaluate(0, 1, blinded), "vetoed");
  await table.restart(0);
  await refused(evaluate(0, 0, blinded), "vetoed");
  await refused(clientAt(table, 0).offerCharter(STUDY, charter), "vetoed");
  const next = signAll(table.cast, { ...readCharter(charter), ends: "2026-06-29", replaces: charter.hash });
  await clientAt(table, 0).offerCharter(STUDY, next);
  await refused(evaluate(0, 1, blinded), "otherCharter");
  const request = requestFor(next, "bank", 1, blinded);
  // The commitment and what was used of it stay: a new charter is no new quota.
  const answer = await clientAt(table, 0).evaluate(request, blinded, table.cast.by("bank"));
  assert.equal(answer.receipt.receipt.total, 4);
  await refused(clientAt(table, 0).offerCharter(STUDY, charter), "charterUsedBefore");
  await refused(clientAt(table, 0).veto(STUDY, charter.hash, table.cast.by("politie")), "otherCharter");
});

test("a charter that ends between two batches ends the evaluation, at midnight in Amsterdam", async (t) => {
  const { table, evaluate } = await committedBank(t);
  const blinded = elementsFor(table.suite, "a", 2);
  table.clock.moment = new Date("2026-06-30T21:59:59.000Z");
  await evaluate(0, 0, blinded);
  table.clock.moment = new Date("2026-06-30T22:00:00.000Z");
  await refused(evaluate(0, 1, blinded), "afterEnd");
  // Turning the clock back a little does not reopen it, turning it back far is noticed; both also after a restart.
  table.clock.moment = new Date("2026-06-30T12:00:00.000Z");
  await refused(evaluate(0, 1, blinded), "afterEnd");
  await table.restart(0);
  await refused(evaluate(0, 1, blinded), "afterEnd");
  table.clock.moment = new Date("2026-06-15T12:00:00.000Z");
  await refused(evaluate(0, 1, blinded), "clockBack");
});

test("a study that has not begun evaluates nothing, and a clock far ahead must be confirmed", async (t) => {
  const { table, charter, evaluate } = await committedBank(t);
  const blinded = elementsFor(table.suite, "a", 2);
  const later = signAll(table.cast, { ...readCharter(charter), starts: "2026-06-16" });
  await clientAt(table, 1).offerCharter(STUDY, later);
  const early = requestFor(later, "bank", 0, blinded);
  await refused(clientAt(table, 1).evaluate(early, blinded, table.cast.by("bank")), "beforeStart");
  table.clock.moment = new Date("2026-12-01T12:00:00.000Z");
  await refused(evaluate(0, 0, blinded), "clockJump");
  // The wrong clock was not believed, so putting it right is enough.
  table.clock.moment = new Date("2026-06-16T12:00:00.000Z");
  await evaluate(0, 0, blinded);
  table.clock.moment = new Date("2026-12-01T12:00:00.000Z");
  assert.equal(await table.holders[0]?.holder.acceptDay(), "2026-12-01");
  await refused(evaluate(0, 1, blinded), "afterEnd");
});

test("nothing of one study is good for another: requests, commitments and receipts name theirs", async (t) => {
  const { table, charter, bank, evaluate } = await committedBank(t);
  const other = await activeStudy(table, "ander");
  const client = clientAt(table, 0);
  const blinded = elementsFor(table.suite, "a", 3);
  const request = requestFor(charter, "bank", 0, blinded);
  await refused(client.evaluate({ ...request, study: "ander" }, blinded, bank), "otherCharter");
  await refused(client.evaluate(requestFor(other, "bank", 0, blinded, "ander"), blinded, bank), "noCommitment");
  await refused(client.commit({ ...commitmentOf(charter, "bank", 20), study: "ander" }, bank), "otherCharter");
  const first = await evaluate(0, 0, blinded);
  await client.commit(commitmentOf(other, "bank", 20, "ander"), bank);
  const second = await client.evaluate(requestFor(other, "bank", 0, blinded, "ander"), blinded, bank);
  assert.notDeepEqual(first.evaluated, second.evaluated);
  assert.equal(second.receipt.receipt.study, "ander");
  const moved = { ...first.receipt, receipt: { ...first.receipt.receipt, study: "ander" } };
  assert.ok(!verifyReceipt(moved, table.holders[0]?.info.receiptKey ?? ""));
});

test("every party reads everybody's counts and follows the chain past the rows of other studies", async (t) => {
  const { table, evaluate } = await committedBank(t);
  await activeStudy(table, "ander");
  await evaluate(0, 0, elementsFor(table.suite, "a", 3));
  await evaluate(0, 1, elementsFor(table.suite, "b", 4));
  const { rows, head } = await clientAt(table, 0).ledger(STUDY, table.cast.by("politie"));
  assert.deepEqual(countsOf(rows, STUDY), [{ partner: "bank", type: "phone", evaluated: 7, quota: 21 }]);
  assert.ok(rows.some(({ entry }) => entry === null));
  assert.ok(!JSON.stringify(rows).includes("ander"));
  assert.deepEqual(verifyLedger(rows, head.head), { rows: rows.length, broken: null });
  assert.ok(verifyLedgerHead(head, table.holders[0]?.info.receiptKey ?? ""));
  assert.equal((await clientAt(table, 0).head(STUDY, table.cast.byOperator)).head.ledgerHash, head.head.ledgerHash);
  await refused(
    clientAt(table, 0).ledger(STUDY, { signer: "niemand", privateKey: table.cast.keys.bank.privateKey }),
    "notAllowed",
  );
  // A question that was overheard is worth nothing later.
  const overheard = createHolderClient(table.holders[0]?.url ?? "", { now: () => new Date("2026-06-15T09:40:00Z") });
  await refused(overheard.head(STUDY, table.cast.byOperator), "requestTooOld");
});

test("a ledger of more than one page is read whole, and ends in the head that was signed", async (t) => {
  const { table } = await committedBank(t);
  const [running] = table.holders;
  assert.ok(running);
  const heads = Array.from({ length: 2100 }, (_, index) => ({
    study: STUDY,
    position: index,
    hash: sha256(`${index}`),
  }));
  await Promise.all(
    heads.map((head) => running.holder.witness(signRequest(PURPOSES.witness, head, table.cast.byOperator))),
  );
  const { rows, head } = await clientAt(table, 0).ledger(STUDY, table.cast.by("bank"));
  assert.ok(rows.length > 2100);
  assert.equal(rows.at(-1)?.hash, head.head.ledgerHash);
  assert.equal(verifyLedger(rows, head.head).broken, null);
  assert.deepEqual(verifyLedger(rows.slice(0, -1), head.head).broken, {
    position: rows.length - 1,
    fault: "missing",
  });
});

test("an audit head is signed once: the operator cannot go back behind it or put another in its place", async (t) => {
  const { table } = await committedBank(t);
  const { byOperator } = table.cast;
  const head = { study: STUDY, position: 7, hash: "a".repeat(64) };
  const signed = await clientAt(table, 0).witness(head, byOperator);
  assert.ok(verifyWitnessedHead(signed, table.holders[0]?.info.receiptKey ?? ""));
  assert.deepEqual(await clientAt(table, 0).witness(head, byOperator), signed);
  await table.restart(0);
  assert.deepEqual(await clientAt(table, 0).witness(head, byOperator), signed);
  await refused(clientAt(table, 0).witness({ ...head, hash: "b".repeat(64) }, byOperator), "witnessFork");
  await refused(clientAt(table, 0).witness({ ...head, position: 6 }, byOperator), "witnessBack");
  await refused(clientAt(table, 0).witness({ ...head, position: 8 }, table.cast.by("bank")), "notAllowed");
  await clientAt(table, 0).witness({ ...head, position: 8 }, byOperator);
});

test("a destroyed share answers nothing any more, also after a restart, and leaves a certificate", async (t) => {
  const { table, evaluate } = await committedBank(t);
  const blinded = elementsFor(table.suite, "a", 3);
  const { receipt } = await evaluate(0, 0, blinded);
  const client = clientAt(table, 0);
  await refused(client.destroy(STUDY, { ...table.cast.by("bank"), signer: "niemand" }), "notAllowed");
  const signed = await client.destroy(STUDY, table.cast.by("bank"));
  const key = table.holders[0]?.info.receiptKey ?? "";
  assert.ok(verifyCertificate(signed, key));
  assert.ok(!verifyCertificate({ ...signed, certificate: { ...signed.certificate, evaluated: 0 } }, key));
  assert.equal(signed.certificate.evaluated, receipt.receipt.total);
  assert.deepEqual(signed.certificate.types, ["phone"]);
  await refused(evaluate(0, 0, blinded), "destroyed");
  await refused(client.createKeys(STUDY, [{ type: "phone", sharing: "additive" }], table.cast.byOperator), "destroyed");
  await table.restart(0);
  await refused(evaluate(0, 1, blinded), "destroyed");
  assert.deepEqual(await clientAt(table, 0).destroy(STUDY, table.cast.byOperator), signed);
  // The other holder goes on alone, which is not enough for anybody.
  await evaluate(1, 0, blinded);
});

test("the administrator can see what stands here, and destroy without being asked", async (t) => {
  const { table, evaluate } = await committedBank(t);
  await evaluate(0, 0, elementsFor(table.suite, "a", 3));
  await Promise.all(table.holders.map((holder) => holder.close()));
  const options = { name: "Houder 1", dir: table.dirs[0] ?? "", operatorKey: null, now: table.clock.now };
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  await listState(options, say);
  assert.ok(said.includes(`Onderzoek ${STUDY}: protocol van kracht`));
  assert.ok(said.includes("  bank, phone: 3 van 21"));
  await assert.rejects(destroyHere(options, "onbekend", say), /staat hier niet/);
  assert.equal(await destroyHere(options, STUDY, say), 0);
  const certificate = JSON.parse(said.at(-1) ?? "") as SignedDestructionCertificate;
  assert.ok(verifyCertificate(certificate, table.holders[0]?.info.receiptKey ?? ""));
  await listState(options, say);
  assert.equal(said.at(-2), `Onderzoek ${STUDY}: sleutel vernietigd`);
});
