import { sql } from "kysely";
import {
  createHolderClient,
  HolderError,
  type SignedWitnessedHead,
  sign,
  verifyWitnessedHead,
} from "../../keyholder/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { type ChainLine, chainEvents, chainHead, chainLines, recordEvent } from "../../platform/audit.ts";
import type { Database } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { asOperator } from "./ceremony.ts";
import type { CharterDocument } from "./charter.ts";
import { messages } from "./messages.nl.ts";
import { mayKeepStudies, speaksFor } from "./permissions.ts";
import { charterInForce, holdersOf, partiesOf } from "./queries.ts";
import type { Vault } from "./vault.ts";

/**
 * Proof for who does not trust the operator: the audit chain, signed now and then by both key holders, with the content
 * of one's own events. Whoever rewrites history afterwards must make two others lie as well (reference, T12).
 */
export interface ProofBundle {
  readonly format: "rondetafel-proof/1";
  readonly charter: Pick<CharterDocument, "study" | "holders">;
  readonly chain: readonly ChainLine[];
  readonly witnessed: readonly SignedWitnessedHead[];
  /** The operator's own signature under the last link: it cannot say later that this was another chain. */
  readonly operator: { readonly position: number; readonly hash: string; readonly signature: string };
}

/** Purpose of the operator's signature under the chain. */
const CHAIN_PURPOSE = "audit-chain";

/** Closes the chain up to now and has every holder sign where it stands. Returns the names of who could not. */
export async function witnessChain(db: Database, actor: Actor, studyId: string, vault: Vault): Promise<string[]> {
  requirePermission(mayKeepStudies(actor), "de keten laten tekenen");
  const holders = await asActor(db, actor, (tx) => holdersOf(tx, studyId));
  await chainEvents(db, Number.MAX_SAFE_INTEGER);
  const { position, hash } = await chainHead(db);
  const key = asOperator(await vault.operatorKey());
  const problems: string[] = [];
  for (const { url, holder, name, receiptKey } of holders) {
    try {
      const signed = await createHolderClient(url).witness({ study: studyId, position, hash }, key);
      if (!verifyWitnessedHead(signed, receiptKey) || signed.head.hash !== hash)
        throw new DomainError("conflict", messages.holders.unreachable);
      await keepWitness(db, actor, studyId, holder, signed);
    } catch (error) {
      if (!(error instanceof HolderError || error instanceof DomainError)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  return problems;
}

const keepWitness = (db: Database, actor: Actor, studyId: string, holder: string, signed: SignedWitnessedHead) =>
  asActor(db, actor, async (tx) => {
    await tx
      .insertInto("studyWitness")
      .values({
        ...{ studyId, holder, signature: signed.signature },
        position: signed.head.position,
        signed: JSON.stringify(signed.head),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await recordEvent(tx, actor, "study.witnessed", { kind: "study", id: studyId }, { holder });
  });

/** People who act for an organisation, now or once: their events are the organisation's own. */
async function peopleOfPartner(db: Database, partnerId: string | null): Promise<ReadonlySet<string>> {
  const found = await sql<{ personId: string }>`
    select person_id from membership where partner_id = ${partnerId}::uuid`.execute(db);
  return new Set(found.rows.map(({ personId }) => personId));
}

/** Everything a party needs to check the chain and its own events, offline. */
export async function proofBundle(db: Database, actor: Actor, studyId: string, vault: Vault): Promise<ProofBundle> {
  const { charter, witnessed } = await asActor(db, actor, async (tx) => {
    const parties = await partiesOf(tx, studyId);
    requirePermission(mayKeepStudies(actor) || speaksFor(actor, parties), "het bewijs van dit onderzoek downloaden");
    const active = await charterInForce(tx, studyId);
    const heads = await tx
      .selectFrom("studyWitness")
      .select(["signed", "signature"])
      .where("studyId", "=", studyId)
      .orderBy("position")
      .execute();
    await recordEvent(tx, actor, "study.proofTaken", { kind: "study", id: studyId });
    return { charter: active.charter, witnessed: heads };
  });
  await chainEvents(db, Number.MAX_SAFE_INTEGER);
  const own = await peopleOfPartner(db, actor.partnerId);
  const chain: ChainLine[] = [];
  for await (const line of chainLines(db, ({ personId }) => personId !== null && own.has(personId))) chain.push(line);
  const last = chain.at(-1);
  const head = { position: last?.position ?? 0, hash: last?.hash ?? "0".repeat(64) };
  const { privateKey } = await vault.operatorKey();
  return {
    format: "rondetafel-proof/1",
    operator: { ...head, signature: sign(CHAIN_PURPOSE, { study: studyId, ...head }, privateKey) },
    charter: { study: charter.study, holders: charter.holders },
    chain,
    // Written by keepWitness only.
    witnessed: witnessed.map(({ signed, signature }) => ({ head: signed as SignedWitnessedHead["head"], signature })),
  };
}
