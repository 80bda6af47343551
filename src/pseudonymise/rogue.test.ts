import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, type TestContext, test } from "node:test";
import {
  generateSigningKey,
  possessionContext,
  type SignedCharter,
  sha256,
  sign,
  toBase64Url,
} from "../keyholder/index.ts";
import { createSuite, openBackend } from "../oprf/index.ts";
import { normaliserFor, normaliserHash } from "./normalisers/index.ts";
import { PARTNER_NAMES, run, signByAll, sourceLines, stopsFor } from "./testing.ts";

/** Holders that cheat: everything they say is well formed and signed, and still not true. */
const cleanups: (() => unknown)[] = [];
after(async () => {
  for (const work of cleanups.reverse()) await work();
});
const table = {
  cleaner: { after: (work: () => unknown) => void cleanups.push(work) },
  keys: { bank: generateSigningKey(), telecom: generateSigningKey() },
};
const study = "onderzoek-1";

/** A holder that signs everything properly, but may calculate with another key or change what it sends (T4). */
interface Rogue {
  readonly url: string;
  readonly holder: string;
  readonly receiptKey: string;
  readonly publicShare: string;
  readonly proofOfPossession: string;
  calls: number;
}

async function startRogue(
  t: TestContext,
  holder: string,
  study: string,
  mischief: "none" | "otherKey" | "oneElement" | "foreignReceipt",
): Promise<Rogue> {
  const suite = createSuite(await openBackend("wasm"), "voprf");
  const pair = suite.deriveKeyPair(Buffer.alloc(32, holder), Buffer.from(study));
  const other = suite.deriveKeyPair(Buffer.alloc(32, `${holder}x`), Buffer.from(study));
  const key = generateSigningKey();
  const reply = (
    request: { study: string; partner: string; type: string; run: string; batch: number; blindedHash: string },
    blinded: Buffer,
  ) => {
    const used = mischief === "otherKey" ? other : pair;
    const { evaluated, proof } = suite.evaluateWithProof(used.secretKey, used.publicKey, blinded);
    if (mischief === "oneElement") evaluated.set(evaluated.subarray(32, 64));
    const receipt = {
      ...{ holder, study: request.study, partner: request.partner, type: request.type, run: request.run },
      batch: request.batch,
      count: blinded.length / 32 + (mischief === "foreignReceipt" ? 1 : 0),
      ...{ blindedHash: request.blindedHash, evaluatedHash: sha256(evaluated) },
      ...{ total: 99, quota: 99, position: 1, ledgerHash: sha256("x") },
    };
    const answer = {
      proof: toBase64Url(proof),
      receipt: { receipt, signature: sign("receipt", receipt, key.privateKey) },
    };
    return { evaluated, header: Buffer.from(JSON.stringify(answer)).toString("base64url") };
  };
  let calls = 0;
  const server: Server = createServer(async (incoming, outgoing) => {
    calls += 1;
    const body = Buffer.concat(await incoming.toArray());
    if (incoming.url?.endsWith("/commitments") === true) {
      const { request } = JSON.parse(body.toString());
      const { partner, type, run } = request;
      outgoing.setHeader("content-type", "application/json");
      return outgoing.end(JSON.stringify({ study, partner, type, run, quota: request.count, used: 0 }));
    }
    const { request } = JSON.parse(Buffer.from(String(incoming.headers["rondetafel-request"]), "base64url").toString());
    const { evaluated, header } = reply(request, body);
    outgoing.setHeader("rondetafel-answer", header);
    return outgoing.end(evaluated);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    holder,
    receiptKey: key.publicKey,
    publicShare: toBase64Url(pair.publicKey),
    proofOfPossession: toBase64Url(
      suite.provePossession(pair.secretKey, pair.publicKey, possessionContext(study, "iban", holder)),
    ),
    get calls() {
      return calls;
    },
  };
}

async function rogueCharter(rogues: readonly Rogue[], study: string, wrongSum = false): Promise<SignedCharter> {
  const suite = createSuite(await openBackend("wasm"), "voprf");
  const normaliser = normaliserFor("iban");
  assert.ok(normaliser);
  const shares = rogues.map(({ holder, publicShare, proofOfPossession }) => ({
    holder,
    publicShare,
    proofOfPossession,
  }));
  const keys = shares.map(({ publicShare }) => new Uint8Array(Buffer.from(publicShare, "base64url")));
  return signByAll(table, {
    format: "rondetafel-charter/1",
    study,
    starts: "2020-01-01",
    ends: "2099-01-01",
    parties: PARTNER_NAMES.map((partner) => ({
      ...{ partner, name: partner, role: "dataHolder" as const },
      signingKey: table.keys[partner].publicKey,
    })),
    holders: rogues.map(({ holder, url, receiptKey }) => ({ holder, name: holder, url, receiptKey })),
    identifiers: [
      {
        type: "iban",
        normaliser: { name: normaliser.name, version: normaliser.version, hash: normaliserHash(normaliser) },
        ...{ ceiling: 1000, sharing: "additive", shares, canaries: [] },
        jointKey: toBase64Url(suite.addPublicKeys(...(wrongSum ? [...keys, ...keys] : keys))),
      },
    ],
  });
}

test("a holder that calculates with another key, changes an element or signs another receipt is caught (T4)", async (t) => {
  const honest = await startRogue(t, "houder-1", study, "none");
  const [otherKey, oneElement, foreign] = [
    await startRogue(t, "houder-2", study, "otherKey"),
    await startRogue(t, "houder-2", study, "oneElement"),
    await startRogue(t, "houder-2", study, "foreignReceipt"),
  ];
  const proper = await startRogue(t, "houder-2", study, "none");
  await run(table, await rogueCharter([honest, proper], study), sourceLines(0, 20));
  await stopsFor(
    run(table, await rogueCharter([honest, otherKey], study), sourceLines(0, 20)),
    "proof",
    /bewijs van sleutelhouder houder-2/,
  );
  await stopsFor(
    run(table, await rogueCharter([honest, oneElement], study), sourceLines(0, 20)),
    "proof",
    /bewijs van sleutelhouder houder-2/,
  );
  const refused = run(table, await rogueCharter([honest, foreign], study), sourceLines(0, 20));
  await stopsFor(refused, "receipt", /ontvangstbewijs van sleutelhouder houder-2/);
});

test("keys that do not add up, or that nobody has proved to know, stop before a holder is called", async (t) => {
  const [one, two] = [await startRogue(t, "houder-1", study, "none"), await startRogue(t, "houder-2", study, "none")];
  await stopsFor(
    run(table, await rogueCharter([one, two], study, true), sourceLines(0, 9)),
    "charter",
    /openbare sleutels/,
  );
  const stolen = { ...two, proofOfPossession: one.proofOfPossession, calls: 0 };
  await stopsFor(
    run(table, await rogueCharter([one, stolen], study), sourceLines(0, 9)),
    "charter",
    /openbare sleutels/,
  );
  assert.equal(one.calls + two.calls, 0);
});
