import type { Hono } from "hono";
import { templates } from "../../engine/index.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/database.ts";
import type { Env } from "../../platform/http.ts";
import { createStorage, type Storage } from "../../platform/storage.ts";
import { answerQuestion } from "./answering.ts";
import { apiRoutes } from "./api.routes.ts";
import type { CharterTemplate } from "./charter.ts";
import { takeIn } from "./intake.ts";
import { researchRoutes } from "./routes.tsx";
import { createVault, type Vault } from "./vault.ts";

/** Work that happens behind the answer. */
export const INTAKE_JOB = "research.intake";
export const ANSWER_JOB = "research.answer";

export interface ResearchParts {
  readonly db: Database;
  readonly dataDir: string;
  readonly clock: Clock;
  /** Puts work on the queue as a part of the caller's transaction. */
  readonly enqueue: (tx: Tx, job: typeof INTAKE_JOB | typeof ANSWER_JOB, data: object) => Promise<void>;
  readonly isolation: "require" | "allowNone";
}

/** What the routes and the jobs of this module share. */
export interface Desk extends ResearchParts {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly today: () => string;
  /** The questions that this installation can answer, pinned to their queries. */
  readonly templates: readonly CharterTemplate[];
}

export interface Research {
  readonly routes: Hono<Env>;
  /** For the partner's tool: signed requests, no session. */
  readonly api: Hono<Env>;
  /** Puts on the queue again what a crash left half done; doing it twice is harmless. After the queue has started. */
  resume(): Promise<void>;
  readonly jobs: Readonly<Record<typeof INTAKE_JOB | typeof ANSWER_JOB, (data: unknown) => Promise<void>>>;
}

const field = (data: unknown, name: string): string => {
  const value = typeof data === "object" && data !== null ? Object.entries(data).find(([key]) => key === name) : null;
  return typeof value?.[1] === "string" ? value[1] : "";
};

/** As the owner of the database: it is nobody's work in particular. */
async function enqueueUnfinished(tx: Tx, enqueue: ResearchParts["enqueue"]): Promise<void> {
  const deliveries = await tx.selectFrom("delivery").select("id").where("status", "=", "checking").execute();
  for (const { id } of deliveries) await enqueue(tx, INTAKE_JOB, { deliveryId: id });
  const questions = await tx
    .selectFrom("studyQuestion")
    .select(["id", "studyId"])
    .where("status", "=", "asked")
    .execute();
  for (const { id, studyId } of questions) await enqueue(tx, ANSWER_JOB, { studyId, questionId: id });
}

export function createResearch(parts: ResearchParts): Research {
  const storage = createStorage(parts.dataDir);
  const desk: Desk = {
    ...parts,
    storage,
    vault: createVault(storage),
    today: () => parts.clock.today(),
    templates: Object.values(templates).map(({ name, version, sqlHash }) => ({ name, version, sqlHash })),
  };
  return {
    routes: researchRoutes(desk),
    api: apiRoutes(desk),
    resume: () => parts.db.transaction().execute((tx) => enqueueUnfinished(tx, parts.enqueue)),
    jobs: {
      [INTAKE_JOB]: (data) => takeIn(desk, field(data, "deliveryId")),
      [ANSWER_JOB]: (data) => answerQuestion(desk, field(data, "studyId"), field(data, "questionId")),
    },
  };
}
