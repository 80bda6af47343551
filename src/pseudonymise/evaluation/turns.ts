import type { EvaluateAnswer, InputCommitment, Signer } from "../../keyholder/index.ts";
import { commitTo, evaluateAt, type Holder, HolderStop, type Patience, pauseBefore } from "./holders.ts";

/** Which holders are asked, and who takes over when one of three falls silent. */
export interface Turns {
  /** Tells the holders what will be asked: all of them, or as many as answer when two of three are enough. */
  commit(): Promise<void>;
  /** Evaluations of one batch by as many holders as it takes. */
  evaluate(batch: number, blinded: Uint8Array): Promise<readonly Turn[]>;
}

export interface Turn {
  readonly holder: Holder;
  readonly answer: EvaluateAnswer;
}

export interface Table {
  readonly holders: readonly Holder[];
  /** How many evaluations make a token: all holders, or two of three. */
  readonly needed: number;
  readonly commitment: InputCommitment;
  readonly by: Signer;
  readonly patience: Patience;
}

/** Every holder is needed: there is nobody else to ask, so each is waited for. */
function allTogether({ holders, commitment, by, patience }: Table): Turns {
  return {
    commit: async () => {
      await Promise.all(holders.map((holder) => commitTo(holder, commitment, by, patience)));
    },
    evaluate: (batch, blinded) =>
      Promise.all(
        holders.map(async (holder) => ({
          holder,
          answer: await evaluateAt(holder, commitment, batch, blinded, by, patience),
        })),
      ),
  };
}

/** One try: who does not answer makes room for another, and gets its turn again in the next round. */
const ONCE = { retries: 0, pauseMs: 0 } as const;

/** Why there is nobody left to ask, or the error itself when no other holder may help. */
function absenceOf(reason: unknown): HolderStop {
  if (reason instanceof HolderStop && reason.outcome !== "final") return reason;
  throw reason;
}

/** Any two of three, as they stand in the row: a silent one goes to the end, one without a share leaves it. */
class Row {
  readonly #row: Holder[];
  readonly #table: Table;
  readonly #committed = new Set<Holder>();
  /** Of whoever was missed last: it says why there are too few. */
  #absence: HolderStop | null = null;

  constructor(table: Table) {
    this.#table = table;
    this.#row = [...table.holders];
  }

  async #commitOnce(holder: Holder): Promise<void> {
    const { commitment, by } = this.#table;
    if (this.#committed.has(holder)) return;
    await commitTo(holder, commitment, by, ONCE);
    this.#committed.add(holder);
  }

  /** Runs the work at these holders at once; who does not do it moves in the row. */
  async #ask(some: readonly Holder[], work: (holder: Holder) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(some.map(work));
    for (const [place, outcome] of outcomes.entries()) {
      const holder = some[place];
      if (outcome.status === "fulfilled" || holder === undefined) continue;
      this.#absence = absenceOf(outcome.reason);
      this.#step(holder, this.#absence);
    }
  }

  /** Batches run side by side, so another may have moved the holder already. */
  #step(holder: Holder, { outcome }: HolderStop): void {
    const place = this.#row.indexOf(holder);
    if (place < 0) return;
    this.#row.splice(place, 1);
    if (outcome === "silent") this.#row.push(holder);
  }

  /** Rounds along the row with growing pauses, until `work` has enough. */
  async #rounds(work: () => Promise<void>, isEnough: () => boolean): Promise<void> {
    const { patience, needed } = this.#table;
    for (let attempt = 0; ; attempt += 1) {
      await work();
      if (isEnough()) return;
      if (attempt >= patience.retries || this.#row.length < needed) throw this.#absence ?? new Error("nobody to ask");
      await pauseBefore(patience, attempt);
    }
  }

  commit(): Promise<void> {
    return this.#rounds(
      () => this.#ask([...this.#row], (holder) => this.#commitOnce(holder)),
      () => this.#committed.size >= this.#table.needed,
    );
  }

  /** One time along the row, until enough have answered or everybody was asked. */
  async #round(batch: number, blinded: Uint8Array, turns: Map<Holder, EvaluateAnswer>): Promise<void> {
    const { commitment, by, needed } = this.#table;
    const queue = this.#row.filter((holder) => !turns.has(holder));
    while (turns.size < needed && queue.length > 0)
      await this.#ask(queue.splice(0, needed - turns.size), async (holder) => {
        await this.#commitOnce(holder);
        turns.set(holder, await evaluateAt(holder, commitment, batch, blinded, by, ONCE));
      });
  }

  async evaluate(batch: number, blinded: Uint8Array): Promise<readonly Turn[]> {
    const turns = new Map<Holder, EvaluateAnswer>();
    await this.#rounds(
      () => this.#round(batch, blinded, turns),
      () => turns.size >= this.#table.needed,
    );
    return [...turns].map(([holder, answer]) => ({ holder, answer }));
  }
}

export const createTurns = (table: Table): Turns =>
  table.needed < table.holders.length ? new Row(table) : allTogether(table);
