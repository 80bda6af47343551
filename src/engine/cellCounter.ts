import { CASES_CAP, type RawCell, type Slot } from "./job.ts";
import { boundOf, type ShardPart } from "./sample.ts";
import { asNumber, type SqlEngine } from "./sql.ts";
import type { CellPlan, Unit, UnitClass } from "./templates/template.ts";

interface Counted {
  readonly plan: CellPlan;
  readonly index: number;
  tokens: number;
  capped: boolean;
  readonly subjects: Set<string>;
  largest: [number, number];
  squares: bigint;
  readonly tokensBy: Map<number, number>;
}

const KEYS = ["a", "b", "c"] as const;

interface Found {
  readonly key: readonly number[];
  readonly count: number;
  readonly cells: readonly Counted[];
}

/**
 * What disclosure control asks of each cell of the question beside its value: distinct tokens and cases, the two largest
 * amounts. A token is in one shard, so that tokens add up; subjects are in several, so that they are kept as sets, up to
 * CASES_CAP.
 */
export class CellCounter {
  readonly #sql: SqlEngine;
  readonly #slot: Slot;
  readonly #cells: readonly Counted[];

  constructor(sql: SqlEngine, slots: readonly Slot[]) {
    const [slot] = slots;
    if (slot === undefined) throw new Error("a job without a question");
    this.#sql = sql;
    this.#slot = slot;
    this.#cells = slot.cells.map((plan, index) => ({
      plan,
      index,
      tokens: 0,
      capped: false,
      subjects: new Set(),
      largest: [0, 0],
      squares: 0n,
      tokensBy: new Map(),
    }));
  }

  async start(): Promise<void> {
    await this.#sql.run("CREATE TABLE member (cell INTEGER, a INTEGER, b INTEGER, c INTEGER)");
    if (this.#slot.uses.includes("subject"))
      await this.#sql.run("CREATE TABLE hit_pair (subject UUID, token UUID, code INTEGER)");
  }

  async shard(part: ShardPart): Promise<void> {
    const { uses, index, snapshot } = this.#slot;
    if (uses.includes("token")) await this.#tokenCells(part);
    if (uses.includes("event")) {
      await this.#members("event", `SELECT DISTINCT organisation, k${index}, 0 FROM spend WHERE p${snapshot} = 1`);
      await this.#eventCells();
    }
    if (uses.includes("subject"))
      await this.#sql.run(
        `INSERT INTO hit_pair SELECT e.subject, e.token, bit_or(CAST(k.code AS INTEGER)) FROM events AS e
         JOIN sight_${index} AS k ON k.token = e.token AND k.organisation = e.organisation AND k.day = e.day
         GROUP BY e.subject, e.token`,
      );
  }

  /** Fills `member` with which classes, of those that `query` finds, belong to which cell; returns the classes. */
  async #members(unit: Unit, query: string): Promise<readonly Found[]> {
    await this.#sql.run("DELETE FROM member");
    const found = (await this.#sql.rows(query)).map((row): Found => {
      const [a = 0, b = 0, c = 0, count = 0] = row.map(asNumber);
      const one = classFrom(unit, [a, b, c]);
      const cells = this.#cells.filter(({ plan }) => plan.unit === unit && plan.has(one));
      return { key: [a, b, c], count, cells };
    });
    const rows = found.flatMap(({ key, cells }) =>
      cells.filter(({ capped }) => unit !== "token" || !capped).map(({ index }) => `(${[index, ...key].join(", ")})`),
    );
    for (let from = 0; from < rows.length; from += 1000)
      await this.#sql.run(`INSERT INTO member VALUES ${rows.slice(from, from + 1000).join(", ")}`);
    return found;
  }

  async #tokenCells(part: ShardPart): Promise<void> {
    const { index, snapshot } = this.#slot;
    const columns = [`h${snapshot}`, `t${snapshot}`, `c${index}`];
    const list = columns.join(", ");
    const found = await this.#members(
      "token",
      `SELECT ${list}, count(*) FROM unit WHERE h${snapshot} <> 0 GROUP BY ${list}`,
    );
    const here = new Map<Counted, number>();
    for (const { count, cells } of found) for (const cell of cells) here.set(cell, (here.get(cell) ?? 0) + count);
    for (const [cell, count] of here) cell.tokens += count;
    const open = [...here].filter(([{ capped }]) => !capped);
    if (open.length === 0) return;
    await this.#sql.run("CREATE TABLE bound (cell INTEGER, upto UUID)");
    const bounds = open.map(([cell, count]) => `(${cell.index}, '${boundOf(part, count)}')`);
    await this.#sql.run(`INSERT INTO bound VALUES ${bounds.join(", ")}`);
    const join = KEYS.map((key, at) => `m.${key} = u.${columns[at]}`).join(" AND ");
    await this.#cases(
      `SELECT s.cell, e.subject FROM (
         SELECT m.cell, u.token FROM unit AS u JOIN member AS m ON ${join} JOIN bound AS b ON b.cell = m.cell
         WHERE u.token <= b.upto
       ) AS s JOIN events AS e ON e.token = s.token GROUP BY s.cell, e.subject`,
    );
    await this.#sql.run("DROP TABLE bound");
  }

  async #eventCells(): Promise<void> {
    const { index, snapshot } = this.#slot;
    const join = `m.a = s.organisation AND m.b = s.k${index}`;
    const amounts = await this.#sql.rows(
      `SELECT cell, (array_agg(x ORDER BY x DESC))[1], (array_agg(x ORDER BY x DESC))[2],
         CAST(sum(x * x) AS VARCHAR), count(*)
       FROM (
         SELECT m.cell, s.token, CAST(sum(s.amount) AS BIGINT) AS x FROM spend AS s JOIN member AS m ON ${join}
         WHERE s.p${snapshot} = 1 GROUP BY m.cell, s.token
       ) AS t GROUP BY cell`,
    );
    for (const [cell, first, second, squares, tokens] of amounts) {
      const counted = this.#cells[asNumber(cell)];
      if (counted === undefined) continue;
      const [largest = 0, next = 0] = [...counted.largest, asNumber(first), asNumber(second)].sort((x, y) => y - x);
      counted.largest = [largest, next];
      counted.squares += BigInt(squares ?? 0);
      counted.tokens += asNumber(tokens);
    }
    const by = await this.#sql.rows(
      `SELECT m.cell, s.organisation, count(DISTINCT s.token) FROM spend AS s JOIN member AS m ON ${join}
       WHERE s.p${snapshot} = 1 GROUP BY m.cell, s.organisation`,
    );
    for (const [cell = 0, organisation = 0, tokens = 0] of by.map((row) => row.map(asNumber))) {
      const tokensBy = this.#cells[cell]?.tokensBy;
      tokensBy?.set(organisation, (tokensBy.get(organisation) ?? 0) + tokens);
    }
    await this.#cases(
      `SELECT m.cell, e.subject FROM events AS e
       LEFT JOIN sight_${index} AS k ON k.token = e.token AND k.organisation = e.organisation AND k.day = e.day
       JOIN member AS m ON m.a = e.organisation AND m.b = COALESCE(k.code, 0)
       WHERE e.label = 1 GROUP BY m.cell, e.subject`,
    );
  }

  /** Adds the distinct subjects that `query` finds per cell; those of a cell with plenty never leave the engine. */
  async #cases(query: string): Promise<void> {
    await this.#sql.run(`CREATE TABLE seen AS ${query}`);
    const counts = await this.#sql.rows("SELECT cell, count(*) FROM seen GROUP BY cell");
    const few: number[] = [];
    for (const [cell = -1, count = 0] of counts.map((row) => row.map(asNumber))) {
      const counted = this.#cells[cell];
      if (counted === undefined || counted.capped) continue;
      if (count >= CASES_CAP) counted.capped = true;
      else few.push(cell);
    }
    if (few.length > 0)
      for (const [cell, subject] of await this.#sql.rows(
        `SELECT cell, CAST(subject AS VARCHAR) FROM seen WHERE cell IN (${few.join(", ")})`,
      )) {
        const counted = this.#cells[asNumber(cell)];
        counted?.subjects.add(String(subject));
        if (counted !== undefined && counted.subjects.size >= CASES_CAP) counted.capped = true;
      }
    await this.#sql.run("DROP TABLE seen");
  }

  /** For subjects that were hit: the distinct tokens through which. Others: the subjects themselves. */
  async #subjectCells(): Promise<void> {
    const { index, snapshot } = this.#slot;
    await this.#members(
      "subject",
      `SELECT DISTINCT h${snapshot}, f${snapshot}, k${index} FROM person WHERE h${snapshot} <> 0`,
    );
    const join = `m.a = u.h${snapshot} AND m.b = u.f${snapshot} AND m.c = u.k${index}`;
    const counts = await this.#sql.rows(
      `SELECT m.cell, count(*) FROM person AS u JOIN member AS m ON ${join} GROUP BY m.cell`,
    );
    for (const [cell = -1, count = 0] of counts.map((row) => row.map(asNumber))) {
      const counted = this.#cells[cell];
      if (counted === undefined) continue;
      counted.capped = count >= CASES_CAP;
      for (let one = 0; one < Math.min(count, CASES_CAP); one += 1) counted.subjects.add(String(one));
      counted.tokens = counted.plan.bit === undefined ? count : await this.#tokensBehind(cell, join, counted.plan.bit);
    }
  }

  async #tokensBehind(cell: number, join: string, bit: number): Promise<number> {
    const rows = await this.#sql.rows(
      `SELECT count(DISTINCT p.token) FROM hit_pair AS p JOIN person AS u ON u.subject = p.subject
       JOIN member AS m ON ${join} WHERE m.cell = ${cell} AND (p.code & ${bit}) <> 0`,
    );
    return asNumber(rows[0]?.[0]);
  }

  async finish(): Promise<RawCell[]> {
    if (this.#slot.uses.includes("subject")) await this.#subjectCells();
    return this.#cells.map(({ plan, tokens, capped, subjects, largest, squares, tokensBy }) => ({
      id: plan.id,
      tokens,
      cases: capped ? CASES_CAP : subjects.size,
      largest,
      squares: String(squares),
      tokensBy: [...tokensBy].sort(([a], [b]) => a - b),
    }));
  }
}

function classFrom(unit: Unit, [a = 0, b = 0, c = 0]: readonly number[]): UnitClass {
  if (unit === "token") return { unit, holders: a, trait: b, code: c };
  if (unit === "event") return { unit, organisation: a, code: b };
  return { unit, holders: a, fraud: b, code: c };
}
