import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Suite } from "../oprf/index.ts";
import { charterDocument, signCharter } from "./charter.ts";
import { createHolderClient, type HolderClient, type Signer } from "./client.ts";
import { HolderError, type HolderErrorCode } from "./errors.ts";
import { bytesOf, openSuite } from "./evaluator.ts";
import type { CharterCore, InputCommitment, SignedCharter } from "./protocol.ts";
import { type KeyHolderOptions, type RunningKeyHolder, startKeyHolder } from "./running.ts";
import { generateSigningKey, type SigningKey, sha256, toBase64Url } from "./signing.ts";
import { type EvaluateAnswer, type EvaluateRequest, OPERATOR } from "./wire.ts";

/** Two holders, an operator, two data holders and a participant, who walk the real path to a study. For tests only. */
export const STUDY = "verdachte-toestellen";
export const PARTNERS = ["bank", "telecom", "politie"] as const;
export type Partner = (typeof PARTNERS)[number];

/** Somewhere to clean up: the context of a test, or a benchmark's own list. */
export interface Cleaner {
  after(work: () => unknown): void;
}

/** A clock that a test moves. Starts at noon in the middle of the study. */
export interface TestClock {
  moment: Date;
  readonly now: () => Date;
}

export function createClock(iso = "2026-06-15T10:00:00.000Z"): TestClock {
  const clock = { moment: new Date(iso), now: () => clock.moment };
  return clock;
}

export function temporaryFolder(cleaner: Cleaner): string {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-holder-"));
  cleaner.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Cast {
  readonly operator: SigningKey;
  readonly keys: Readonly<Record<Partner, SigningKey>>;
  readonly byOperator: Signer;
  by(partner: Partner): Signer;
}

export function createCast(): Cast {
  const operator = generateSigningKey();
  const keys = { bank: generateSigningKey(), telecom: generateSigningKey(), politie: generateSigningKey() };
  return {
    operator,
    keys,
    byOperator: { signer: OPERATOR, privateKey: operator.privateKey },
    by: (partner) => ({ signer: partner, privateKey: keys[partner].privateKey }),
  };
}

export interface Table {
  readonly cast: Cast;
  readonly clock: TestClock;
  readonly suite: Suite;
  readonly holders: readonly RunningKeyHolder[];
  readonly clients: readonly HolderClient[];
  readonly dirs: readonly string[];
  /** Stops a holder and starts it again on its folder. */
  restart(index: number, changed?: Partial<KeyHolderOptions>): Promise<RunningKeyHolder>;
}

/** No waiting in tests that are not about waiting. */
const FAST = { elementsPerSecond: 1e9, burst: 1e9 };

/** Holders at the table, two unless it says otherwise, who have enrolled all partners. */
export async function startTable(
  cleaner: Cleaner,
  changed: Partial<KeyHolderOptions> = {},
  seats: 2 | 3 = 2,
): Promise<Table> {
  const [cast, clock, suite] = [createCast(), createClock(), await openSuite()];
  const dirs = Array.from({ length: seats }, () => temporaryFolder(cleaner));
  const optionsOf = (index: number): KeyHolderOptions => ({
    name: `Houder ${index + 1}`,
    dir: dirs[index] ?? "",
    port: 0,
    operatorKey: cast.operator.publicKey,
    now: clock.now,
    pace: FAST,
    ...changed,
  });
  const holders = await Promise.all(dirs.map((_, index) => startKeyHolder(optionsOf(index))));
  cleaner.after(() => Promise.all(holders.map((holder) => holder.close().catch(() => undefined))));
  const clients = holders.map((holder) => createHolderClient(holder.url, { patienceMs: 0, now: clock.now }));
  for (const holder of holders)
    for (const partner of PARTNERS) await holder.enrol(partner, cast.keys[partner].publicKey);
  return {
    cast,
    clock,
    suite,
    holders,
    clients,
    dirs,
    async restart(index, again = {}) {
      await holders[index]?.close();
      const holder = await startKeyHolder({ ...optionsOf(index), ...again });
      holders[index] = holder;
      clients[index] = createHolderClient(holder.url, { patienceMs: 0, now: clock.now });
      return holder;
    },
  };
}

export const NORMALISER = { name: "phone", version: 1, hash: sha256("phone 1") };

/** Asks both holders for keys and makes the charter that nobody has signed yet. */
export async function draftCharter(table: Table, study = STUDY, ceiling = 1000): Promise<CharterCore> {
  const wanted = [{ type: "phone", sharing: "additive" }] as const;
  const shares = (
    await Promise.all(table.clients.map((client) => client.createKeys(study, wanted, table.cast.byOperator)))
  ).flat();
  const jointKey = table.suite.addPublicKeys(...shares.map(({ publicShare }) => bytesOf(publicShare)));
  return {
    format: "rondetafel-charter/1",
    study,
    starts: "2026-06-01",
    ends: "2026-06-30",
    parties: PARTNERS.map((partner) => ({
      partner,
      name: `De ${partner}`,
      role: partner === "politie" ? "participant" : "dataHolder",
      signingKey: table.cast.keys[partner].publicKey,
    })),
    holders: table.holders.map(({ info, url }) => ({
      holder: info.holder,
      name: info.name,
      url,
      receiptKey: info.receiptKey,
    })),
    identifiers: [
      {
        type: "phone",
        normaliser: NORMALISER,
        ceiling,
        sharing: "additive",
        shares: shares.map(({ holder, publicShare, proofOfPossession }) => ({
          holder,
          publicShare,
          proofOfPossession,
        })),
        jointKey: toBase64Url(jointKey),
        canaries: [["06 12345678", "+31612345678"]],
      },
    ],
  };
}

/** The charter with the signatures of these partners. */
export function signAll(cast: Cast, core: CharterCore, signers: readonly Partner[] = PARTNERS): SignedCharter {
  const { document, hash } = charterDocument(core);
  const signatures = signers.map((partner) => ({
    partner,
    signature: signCharter(core.study, hash, cast.keys[partner].privateKey),
  }));
  return { document, hash, signatures };
}

/** A study whose charter holds at both holders. */
export async function activeStudy(table: Table, study = STUDY, ceiling = 1000): Promise<SignedCharter> {
  const signed = signAll(table.cast, await draftCharter(table, study, ceiling));
  for (const client of table.clients) await client.offerCharter(study, signed);
  return signed;
}

export const commitmentOf = (
  charter: SignedCharter,
  partner: Partner,
  count: number,
  study = STUDY,
): InputCommitment => ({
  study,
  partner,
  type: "phone",
  run: "reeks-1",
  merkleRoot: sha256(`${partner} ${count}`),
  count,
  normaliserHash: NORMALISER.hash,
  charterHash: charter.hash,
});

/** Valid elements: the hashes of names, as a partner's tool would blind them. */
export function elementsFor(suite: Suite, name: string, count: number): Uint8Array {
  const packed = new Uint8Array(count * 32);
  for (let index = 0; index < count; index += 1)
    packed.set(suite.hashToGroup(new TextEncoder().encode(`${name} ${index}`)), index * 32);
  return packed;
}

export const requestFor = (
  charter: SignedCharter,
  partner: Partner,
  batch: number,
  blinded: Uint8Array,
  study = STUDY,
): EvaluateRequest => ({
  study,
  partner,
  type: "phone",
  run: "reeks-1",
  batch,
  blindedHash: sha256(blinded),
  charterHash: charter.hash,
});

/** Fails unless the work is refused for exactly this reason. */
export const refused = (work: Promise<unknown>, code: HolderErrorCode): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof HolderError, String(error));
    assert.equal(error.code, code);
    return true;
  });

export function clientAt(table: Table, index: number): HolderClient {
  const client = table.clients[index];
  assert.ok(client);
  return client;
}

export interface Committed {
  readonly table: Table;
  readonly charter: SignedCharter;
  readonly bank: Signer;
  evaluate(holder: number, batch: number, blinded: Uint8Array): Promise<EvaluateAnswer>;
}

/** A study with a committed bank, and what it takes to evaluate for it. */
export async function committedBank(t: TestContext, count = 20): Promise<Committed> {
  const table = await startTable(t);
  const charter = await activeStudy(table);
  const bank = table.cast.by("bank");
  for (const client of table.clients) await client.commit(commitmentOf(charter, "bank", count), bank);
  return {
    table,
    charter,
    bank,
    evaluate: (holder, batch, blinded) =>
      clientAt(table, holder).evaluate(requestFor(charter, "bank", batch, blinded), blinded, bank),
  };
}
