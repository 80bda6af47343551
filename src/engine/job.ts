import { EngineError } from "./failure.ts";
import { type BoundTemplate, bindTemplate } from "./templates/registry.ts";
import type { Unit } from "./templates/template.ts";

/** One template with parameters on one snapshot; the first is the question, the others are what was released before. */
export interface SlotRequest {
  readonly template: string;
  readonly version: number | null;
  readonly parameters: unknown;
  /** Position in the list of snapshots. */
  readonly snapshot: number;
}

export interface JobFile {
  readonly shard: number;
  readonly snapshot: number;
  readonly sha256: string;
  /** Bytes of the sealed file. */
  readonly size: number;
}

export type EngineName = "duckdb" | "postgres";

/** All that the child is told; the files follow in this order over a pipe. */
export interface Job {
  readonly engine: EngineName;
  readonly threads: number;
  /** Bytes that the engine may use. */
  readonly memory: number;
  readonly organisations: readonly string[];
  readonly slots: readonly SlotRequest[];
  readonly snapshots: number;
  readonly shards: number;
  readonly files: readonly JobFile[];
  /** Folder for opened inputs, as the child sees it. */
  readonly inputs: string;
}

export interface Slot extends BoundTemplate {
  readonly index: number;
  readonly snapshot: number;
}

/** What a block of atoms is made of: the snapshots and the slots that its vectors speak about. */
export interface BlockLayout {
  readonly unit: Unit;
  readonly snapshots: readonly number[];
  readonly slots: readonly Slot[];
}

/** Throws EngineError "template" or "parameters". */
export function bindSlots(requests: readonly SlotRequest[], organisations: readonly string[]): Slot[] {
  return requests.map(({ template, version, parameters, snapshot }, index) => {
    let bound: BoundTemplate | null;
    try {
      bound = bindTemplate(template, version, parameters, organisations);
    } catch {
      throw new EngineError("parameters");
    }
    if (bound === null) throw new EngineError("template");
    return { ...bound, index, snapshot };
  });
}

const UNITS: readonly Unit[] = ["token", "event", "subject"];

/** One block per kind of unit that any slot counts. */
export const layoutsOf = (slots: readonly Slot[]): BlockLayout[] =>
  UNITS.map((unit) => {
    const own = slots.filter(({ uses }) => uses.includes(unit));
    return { unit, slots: own, snapshots: [...new Set(own.map(({ snapshot }) => snapshot))].sort((a, b) => a - b) };
  }).filter(({ slots: own }) => own.length > 0);

/** What one computation found, before anybody looked at it: whole numbers, in a fixed order. */
export interface RawCell {
  readonly id: string;
  readonly tokens: number;
  /** Distinct subjects behind the cell; CASES_CAP stands for "at least so many". */
  readonly cases: number;
  readonly largest: readonly [number, number];
  /** Sum of the squared amounts per token, as text: it can pass 2^53. */
  readonly squares: string;
  /** Per organisation, distinct tokens; only for cells of events. */
  readonly tokensBy: readonly (readonly [organisation: number, tokens: number])[];
}
export interface RawAnswer {
  readonly rows: number;
  readonly blocks: readonly { readonly unit: Unit; readonly rows: readonly (readonly number[])[] }[];
  readonly cells: readonly RawCell[];
}
/** Distinct cases are counted up to here: every rule that looks at them asks for far fewer. */
export const CASES_CAP = 1000;

/** What the child says when it is done. */
export interface Computed {
  readonly answer: RawAnswer;
  /** Name and version of the engine. */
  readonly version: string;
}
