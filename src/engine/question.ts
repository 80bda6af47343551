import { statSync } from "node:fs";
import { join } from "node:path";
import { assemble } from "./assemble.ts";
import { EngineError } from "./failure.ts";
import {
  bindSlots,
  type Computed,
  type EngineName,
  type Job,
  type JobFile,
  type RawAnswer,
  type SlotRequest,
} from "./job.ts";
import { chooseIsolation, runLocked } from "./locked.ts";
import { Pipeline } from "./pipeline.ts";
import { KEY_BYTES, MOST_ORGANISATIONS } from "./row.ts";
import type { Answer, Isolation, Limits, Question } from "./shapes.ts";
import { templates } from "./templates/registry.ts";

const DEFAULT_LIMITS: Limits = { memory: 4 * 2 ** 30, time: 30 * 60_000, threads: 2 };

export interface Plan {
  readonly slots: readonly SlotRequest[];
  /** For every earlier release, its position in `slots`. */
  readonly slotOf: readonly number[];
  readonly files: readonly (JobFile & { readonly path: string })[];
  readonly shards: number;
}

/** Parameters with their defaults, so that the same question is recognised however it was written down. */
function readParameters(template: string, parameters: unknown): unknown {
  const found = Object.hasOwn(templates, template) ? templates[template] : undefined;
  if (found === undefined) throw new EngineError("template");
  const read = found.parameters.safeParse(parameters);
  if (!read.success) throw new EngineError("parameters");
  return read.data;
}

/** Releases of the same question on the same snapshot share their classes, and so their slot. */
function planSlots(question: Question): Pick<Plan, "slots" | "slotOf"> {
  const slotFor = (template: string, version: number | null, parameters: unknown, id: string): SlotRequest => {
    const snapshot = question.snapshots.findIndex((one) => one.id === id);
    if (snapshot < 0) throw new EngineError("snapshots");
    const read = readParameters(template, parameters);
    return { template, version: version ?? templates[template]?.version ?? null, parameters: read, snapshot };
  };
  const slots = [slotFor(question.template, null, question.parameters, question.snapshot)];
  const slotOf = question.earlier.map(({ template, version, parameters, snapshot }) => {
    const slot = slotFor(template, version, parameters, snapshot);
    const found = slots.findIndex((one) => JSON.stringify(one) === JSON.stringify(slot));
    return found >= 0 ? found : slots.push(slot) - 1;
  });
  return { slots, slotOf };
}

function planFiles(question: Question, order: readonly number[]): Pick<Plan, "files" | "shards"> {
  const shards = 1 + Math.max(...question.snapshots.flatMap(({ files }) => files.map(({ shard }) => shard)), 0);
  const files: Plan["files"][number][] = [];
  for (let shard = 0; shard < shards; shard += 1)
    for (const snapshot of order) {
      const { folder = "", files: all = [] } = question.snapshots[snapshot] ?? {};
      for (const { name, sha256 } of all.filter((file) => file.shard === shard)) {
        const path = join(folder, name);
        const size = statSync(path, { throwIfNoEntry: false })?.size;
        if (size === undefined) throw new EngineError("snapshots");
        files.push({ shard, snapshot, sha256, size, path });
      }
    }
  return { files, shards };
}

/** What has to be read and computed. Throws EngineError "snapshots", "organisations" or "dataKey". */
export function makePlan(question: Question): Plan {
  const count = question.organisations.length;
  if (count < 2 || count > MOST_ORGANISATIONS) throw new EngineError("organisations");
  if (question.dataKey.length !== KEY_BYTES) throw new EngineError("dataKey");
  const { slots, slotOf } = planSlots(question);
  bindSlots(slots, question.organisations);
  const order = Pipeline.order({ slots, snapshots: question.snapshots.length });
  return { slots, slotOf, ...planFiles(question, order) };
}

/** The job for one engine; `inputs` is the folder in which the child may open files. */
export function jobOf(question: Question, plan: Plan, engine: EngineName, inputs: string): Job {
  const limits = { ...DEFAULT_LIMITS, ...question.limits };
  return {
    engine,
    threads: limits.threads,
    // Half for the engine; the rest is for Node, the opened shard and what neither of them counts.
    memory: Math.floor(limits.memory / 2),
    organisations: question.organisations,
    slots: plan.slots,
    snapshots: question.snapshots.length,
    shards: plan.shards,
    files: plan.files.map(({ path: _path, ...file }) => file),
    inputs,
  };
}

/** One of the two computations, in a locked child. */
export async function compute(
  question: Question,
  plan: Plan,
  engine: EngineName,
  isolation: Isolation,
): Promise<Computed> {
  const key = Buffer.from(question.dataKey).toString("base64");
  const said = await runLocked({
    request: (inputs) => ({ job: jobOf(question, plan, engine, inputs), key }),
    files: plan.files.map(({ path }) => path),
    limits: { ...DEFAULT_LIMITS, ...question.limits },
    isolation,
    ...(question.signal === undefined ? {} : { signal: question.signal }),
  });
  return said as Computed;
}

/** Two computations agree when every whole number in them is the same. Throws EngineError "disagreement". */
export function requireEqual(first: RawAnswer, second: RawAnswer): void {
  if (JSON.stringify(first) !== JSON.stringify(second)) throw new EngineError("disagreement");
}

/**
 * Answers one question: computed by DuckDB and once more by PostgreSQL, each in a locked child process of its own, and
 * returned only when both agree to the last whole number. Throws an EngineError with a Dutch sentence on anything that
 * stands in the way; then there is no table at all.
 */
export async function runQuestion(question: Question): Promise<Answer> {
  const plan = makePlan(question);
  const isolation = chooseIsolation(question.isolation ?? "require");
  const first = await compute(question, plan, "duckdb", isolation);
  const second = await compute(question, plan, "postgres", isolation);
  return answerFrom(question, plan, { first, second, isolation });
}

/** Compares the two computations and makes the answer of them. Throws EngineError "disagreement". */
export function answerFrom(
  question: Question,
  plan: Plan,
  { first, second, isolation }: { first: Computed; second: Computed; isolation: Isolation },
): Answer {
  requireEqual(first.answer, second.answer);
  const slots = bindSlots(plan.slots, question.organisations);
  const asked = slots[0]?.template;
  if (asked === undefined) throw new EngineError("template");
  return {
    ...assemble({ slots, answer: first.answer, question, slotOf: plan.slotOf }),
    template: asked.name,
    version: asked.version,
    sqlHash: asked.sqlHash,
    engines: { first: first.version, second: second.version },
    isolation,
    rowsRead: first.answer.rows,
    secondOpinion: { engine: second.version, equal: true },
  };
}
