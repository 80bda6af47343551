import type { Database, Tx } from "../../platform/database.ts";
import { formatDate } from "../../ui/dutch.ts";
import { listPartners } from "../partners/index.ts";
import { messages } from "./messages.nl.ts";
import { fieldsOf, getStudy, offeredCharter, partiesOf } from "./queries.ts";
import type { PublishedTable } from "./question.ts";
import { destructionsOf } from "./questionQueries.ts";
import type { Study } from "./study.ts";

/**
 * The public register of studies: who asks what, on what basis, what came out, and when it was destroyed. Only fields
 * that the charter marks as open, only released tables, no person. The site reads this copy and nothing else.
 */
export interface PublicStudy {
  readonly slug: string;
  readonly title: string;
  readonly question: string;
  readonly status: string;
  readonly statusLabel: string;
  readonly isSynthetic: boolean;
  readonly starts: string | null;
  readonly ends: string | null;
  readonly retentionUntil: string | null;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly parties: readonly { readonly name: string; readonly role: string; readonly legalBasis: string | null }[];
  readonly results: readonly {
    readonly id: string;
    readonly title: string;
    readonly releasedOn: string;
    readonly withdrawnReason: string | null;
    readonly table: PublishedTable;
  }[];
  readonly destruction: readonly { readonly label: string; readonly subject: string; readonly on: string }[];
  readonly charterHash: string | null;
}

const TEXT_FIELDS = ["purpose", "population", "dataKinds", "safeguards"] as const;
const HIDDEN = ["preparing", "declined"];
const SIGNED = ["active", "halted", "closing", "closed"];

async function resultsOf(tx: Tx, studyId: string): Promise<PublicStudy["results"]> {
  const rows = await tx
    .selectFrom("studyQuestion")
    .innerJoin("questionTable", "questionTable.questionId", "studyQuestion.id")
    .select(["studyQuestion.id", "releasedOn", "withdrawnReason", "content"])
    .where("studyQuestion.studyId", "=", studyId)
    .where("isDrill", "=", false)
    .where("status", "in", ["released", "withdrawn"])
    .orderBy("releasedOn")
    .execute();
  return rows.map(({ id, releasedOn, withdrawnReason, content }) => ({
    id,
    title: (content as PublishedTable).title,
    releasedOn: releasedOn ?? "",
    withdrawnReason,
    table: content as PublishedTable,
  }));
}

/** What the public may know now; built from what a person of the office sees. */
export async function publicStudy(tx: Tx, study: Study): Promise<PublicStudy> {
  const { values, open } = await fieldsOf(tx, study.id);
  const names = new Map((await listPartners(tx)).map(({ id, name }) => [id, name]));
  const parties = await partiesOf(tx, study.id);
  const destroyed = await destructionsOf(tx, study.id);
  const offered = await offeredCharter(tx, study);
  return {
    slug: study.key,
    title: study.title,
    question: study.question,
    status: study.status,
    statusLabel: messages.status[study.status],
    isSynthetic: study.isSynthetic,
    starts: study.starts,
    ends: study.ends,
    retentionUntil: study.retentionUntil,
    facts: TEXT_FIELDS.filter((name) => open.has(name) && values[name]).map((name) => ({
      label: messages.charter.field[name],
      text: values[name] ?? "",
    })),
    parties: parties.map(({ partnerId, role, legalBasis, licence }) => ({
      name: names.get(partnerId) ?? "",
      role: messages.parties.role[role],
      // What a party has not signed yet is not its word.
      legalBasis: SIGNED.includes(study.status) ? [legalBasis, licence].filter(Boolean).join("; ") : null,
    })),
    results: await resultsOf(tx, study.id),
    destruction: destroyed.map(({ step, subject, doneAt }) => ({
      label: messages.closing.step[step],
      subject,
      on: formatDate(doneAt.toISOString().slice(0, 10)),
    })),
    charterHash: offered?.hash ?? null,
  };
}

/**
 * Writes the public copy of a study, or takes it away when it is not for the public. As the owner of the database: a
 * signature, a vote or a veto changes what is public too, and whoever gives one may not write there.
 */
export function updateRegister(db: Database, studyId: string, now: Date): Promise<void> {
  return db.transaction().execute(async (tx) => writeRegister(tx, await getStudy(tx, studyId), now));
}

async function writeRegister(tx: Tx, study: Study, now: Date): Promise<void> {
  if (!study.isListed || HIDDEN.includes(study.status)) {
    await tx.deleteFrom("published.study").where("id", "=", study.id).execute();
    return;
  }
  const data = await publicStudy(tx, study);
  const row = {
    slug: data.slug,
    title: data.title,
    status: data.status,
    data: JSON.stringify(data),
    updatedAt: now,
  };
  await tx
    .insertInto("published.study")
    .values({ id: study.id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}
