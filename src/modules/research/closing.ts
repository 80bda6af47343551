import { createHash } from "node:crypto";
import { openSealed } from "../../engine/index.ts";
import {
  type CharterHolder,
  createHolderClient,
  type EvaluateRequest,
  HolderError,
  type SignedDestructionCertificate,
  verifyCertificate,
} from "../../keyholder/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import type { Storage } from "../../platform/storage.ts";
import { asOperator, blindedCanary } from "./ceremony.ts";
import { moveStudy } from "./commands.ts";
import { messages } from "./messages.nl.ts";
import { mayKeepStudies } from "./permissions.ts";
import { getStudy, holdersOf, identifiersOf } from "./queries.ts";
import { destructionsOf, newestSnapshot } from "./questionQueries.ts";
import type { Study } from "./study.ts";
import type { Vault } from "./vault.ts";

/**
 * The end of a study: shares, keys and data die, and then we try to use them. Each step leaves its certificate; a step
 * that was done is not done again, so that a holder that was out of reach costs a second press and nothing else.
 */
const words = messages.closing;
type Step = Parameters<typeof keep>[2];

export interface Closing {
  readonly db: Database;
  readonly storage: Storage;
  readonly vault: Vault;
}

/** Stops everything: from here on only destruction is possible. */
export function closeStudy(db: Database, actor: Actor, studyId: string): Promise<void> {
  requirePermission(mayKeepStudies(actor), "een onderzoek afsluiten");
  return asActor(db, actor, async (tx) => moveStudy(tx, actor, await getStudy(tx, studyId), "close"));
}

async function keep(
  tx: Tx,
  studyId: string,
  step: "share" | "dataKey" | "files" | "backup" | "evaluationFails" | "decryptionFails",
  subject: string,
  certificate: unknown,
  signature: string | null = null,
): Promise<void> {
  await tx
    .insertInto("studyDestruction")
    .values({ studyId, step, subject, certificate: JSON.stringify(certificate), signature })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

interface Ending extends Closing {
  readonly actor: Actor;
  readonly study: Study;
  readonly holders: readonly CharterHolder[];
  readonly done: ReadonlySet<string>;
  /** Whether a key of this study was ever made: there may have been no delivery at all. */
  readonly sample: string[] | null;
}

const record = ({ db, actor, study }: Ending, step: Step, subject: string, certificate: unknown, signature?: string) =>
  asActor(db, actor, async (tx) => {
    await keep(tx, study.id, step, subject, certificate, signature ?? null);
    await recordEvent(tx, actor, "study.destroyed", { kind: "study", id: study.id }, { step, subject });
  });

async function begin(parts: Closing, actor: Actor, studyId: string): Promise<Ending> {
  const found = await asActor(parts.db, actor, async (tx) => ({
    study: await getStudy(tx, studyId),
    holders: await holdersOf(tx, studyId),
    destroyed: await destructionsOf(tx, studyId),
    snapshot: await newestSnapshot(tx, studyId),
  }));
  if (found.study.status !== "closing") throw new DomainError("invalid_transition", messages.errors.step);
  const [file] = (found.snapshot?.files ?? []) as { name: string }[];
  return {
    ...parts,
    actor,
    ...found,
    done: new Set(found.destroyed.map(({ step, subject }) => `${step}/${subject}`)),
    sample: file === undefined ? null : ["research", studyId, "shards", file.name],
  };
}

/** Each holder wipes its share and signs that it did; we check that signature against the key in the charter. */
async function destroyShares(ending: Ending): Promise<void> {
  const key = await ending.vault.operatorKey();
  for (const { url, holder, name, receiptKey } of ending.holders) {
    if (ending.done.has(`share/${holder}`)) continue;
    const signed: SignedDestructionCertificate = await createHolderClient(url)
      .destroy(ending.study.id, asOperator(key))
      .catch((error: unknown) => {
        if (error instanceof HolderError) throw new DomainError("conflict", words.unreachable(name));
        throw error;
      });
    if (!verifyCertificate(signed, receiptKey)) throw new DomainError("conflict", words.unreachable(name));
    await record(ending, "share", holder, signed.certificate, signed.signature);
  }
}

const sha256Of = async ({ storage }: Ending, file: readonly string[]): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of storage.readStream(...file)) hash.update(chunk);
  return hash.digest("hex");
};

/** Whether a sealed file opens with whatever key the vault still gives. Any failure to open is what we hope for. */
async function canStillRead({ vault, storage, study }: Ending, file: readonly string[]): Promise<boolean> {
  try {
    const { dataKey } = await vault.requireKeys(study.id);
    for await (const _ of storage.readStream(...file).pipe(openSealed(dataKey))) return true;
    return true;
  } catch {
    return false;
  }
}

/**
 * Wipes the keys, then tries to read a sealed file with what is left. The file is kept for that one attempt and then
 * removed with the rest: reading after removal would prove nothing about a copy in a backup.
 */
async function destroyData(ending: Ending): Promise<void> {
  const { vault, storage, study, sample, done } = ending;
  if (!done.has("dataKey/")) {
    await vault.destroy(study.id);
    await record(ending, "dataKey", "", { wiped: true });
  }
  if (!done.has("decryptionFails/")) {
    const file = sample !== null && (await storage.exists(...sample)) ? sample : null;
    if (file !== null && (await canStillRead(ending, file))) throw new DomainError("conflict", words.stillReads);
    const tried =
      file === null ? { file: null, outcome: "noData" } : { file: await sha256Of(ending, file), outcome: "unreadable" };
    await record(ending, "decryptionFails", "", tried);
  }
  if (!done.has("files/")) {
    await storage.remove("research", study.id);
    await record(ending, "files", "", { removed: true });
  }
  if (!done.has("backup/")) await record(ending, "backup", "", { statement: words.backupText });
}

/**
 * Asks each holder to evaluate a canary, really blinded. Only a clear "gone" counts: silence proves nothing, and so
 * does any other refusal.
 */
async function tryToEvaluate(ending: Ending): Promise<void> {
  const key = await ending.vault.operatorKey();
  const { db, actor, study } = ending;
  const [identifier] = await asActor(db, actor, (tx) => identifiersOf(tx, study.id));
  const type = identifier?.type ?? "device";
  const blinded = await blindedCanary(identifier?.canaries[0]?.[0] ?? "canary");
  for (const { url, holder, name } of ending.holders) {
    if (ending.done.has(`evaluationFails/${holder}`)) continue;
    const request: EvaluateRequest = {
      ...{ study: study.id, partner: study.id, type, batch: 0 },
      run: "destruction-check",
      blindedHash: createHash("sha256").update(blinded).digest("hex"),
      charterHash: "0".repeat(64),
    };
    const refused = await createHolderClient(url)
      .evaluate(request, blinded, asOperator(key))
      .then(
        () => null,
        (error: unknown) => (error instanceof HolderError ? error.code : "unknown"),
      );
    if (refused === null) throw new DomainError("conflict", words.stillAnswers(name));
    if (refused !== "destroyed") throw new DomainError("conflict", words.unreachable(name));
    await record(ending, "evaluationFails", holder, { refused });
  }
}

/**
 * Destroys what is left, shows that it is gone, and closes the study. May be pressed again after a failure.
 * @throws DomainError conflict with who or what is still in the way; what was destroyed by then stays destroyed.
 */
export async function finishStudy(parts: Closing, actor: Actor, studyId: string): Promise<void> {
  requirePermission(mayKeepStudies(actor), "een onderzoek vernietigen");
  const ending = await begin(parts, actor, studyId);
  await destroyShares(ending);
  await destroyData(ending);
  await tryToEvaluate(ending);
  await asActor(parts.db, actor, async (tx) => {
    await tx.updateTable("delivery").set({ status: "destroyed" }).where("studyId", "=", studyId).execute();
    await moveStudy(tx, actor, await getStudy(tx, studyId), "finish");
  });
}
