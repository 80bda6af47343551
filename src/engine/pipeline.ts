import { CellCounter } from "./cellCounter.ts";
import { type BlockLayout, type Job, layoutsOf, type RawAnswer, type Slot } from "./job.ts";
import type { ShardPart } from "./sample.ts";
import { asNumber, type SqlEngine } from "./sql.ts";
import { Sums } from "./sums.ts";
import { MEMBERSHIP_SQL } from "./templates/template.ts";

const KEY = ["token", "organisation", "day"] as const;
const on = (left: string, right: string): string =>
  KEY.map((name) => `${left}.${name} = ${right}.${name}`).join(" AND ");
const codeOf = (table: string): string => `CAST(COALESCE(${table}.code, 0) AS INTEGER)`;

/** Number of key columns of a block; behind them: a count (token, subject), or euros and distinct tokens (event). */
export const keysOf = ({ unit, snapshots, slots }: BlockLayout): number =>
  unit === "event" ? 1 + snapshots.length + slots.length : 2 * snapshots.length + slots.length;

/** Runs every slot of a job on an engine, one shard after the other. */
export class Pipeline {
  readonly #sql: SqlEngine;
  readonly #slots: readonly Slot[];
  readonly #layouts: readonly BlockLayout[];
  readonly #sums: readonly { layout: BlockLayout; sums: Sums }[];
  readonly #cells: CellCounter;
  #rows = 0;

  constructor(sql: SqlEngine, slots: readonly Slot[]) {
    this.#sql = sql;
    this.#slots = slots;
    this.#layouts = layoutsOf(slots);
    this.#sums = this.#layouts.map((layout) => ({ layout, sums: new Sums(keysOf(layout)) }));
    this.#cells = new CellCounter(sql, slots);
  }

  /** The snapshot of the question comes last in every shard, so that its events are still there when cells are counted. */
  static order(job: Pick<Job, "slots" | "snapshots">): number[] {
    const own = job.slots[0]?.snapshot ?? 0;
    return [...Array.from({ length: job.snapshots }, (_, index) => index).filter((index) => index !== own), own];
  }

  async start(): Promise<void> {
    await this.#sql.run("CREATE TABLE parameter (code INTEGER, low INTEGER, high INTEGER, kept INTEGER)");
    for (const { unit, snapshots, slots } of this.#layouts.filter((one) => one.unit === "subject"))
      for (const snapshot of snapshots) {
        const codes = slots.map(({ index }) => `, k${index} INTEGER`).join("");
        await this.#sql.run(
          `CREATE TABLE ${unit}_part_${snapshot} (subject UUID, holders INTEGER, fraud INTEGER${codes})`,
        );
      }
    await this.#cells.start();
  }

  #layout(unit: BlockLayout["unit"]): BlockLayout | undefined {
    return this.#layouts.find((one) => one.unit === unit);
  }

  /** Loads one snapshot's part of a shard and makes what the slots need of it. */
  async snapshot(snapshot: number, paths: readonly string[]): Promise<void> {
    this.#rows += await this.#sql.load(paths);
    for (const slot of this.#slots.filter((one) => one.snapshot === snapshot)) await this.#slotTables(slot);
    await this.#membership(snapshot);
    if (this.#layout("event")?.snapshots.includes(snapshot))
      await this.#sql.run(
        `CREATE TABLE money_${snapshot} AS SELECT token, organisation, day, CAST(sum(amount) AS BIGINT) AS amount
         FROM events WHERE label = 1 GROUP BY token, organisation, day`,
      );
    await this.#subjects(snapshot);
  }

  async #slotTables({ index, settings, tokenSql, sightingSql }: Slot): Promise<void> {
    await this.#sql.run("DELETE FROM parameter");
    const values = settings.map(
      ({ code, low, high, kept }) => `(${[code, low, high, kept].map(Math.trunc).join(", ")})`,
    );
    if (values.length > 0) await this.#sql.run(`INSERT INTO parameter VALUES ${values.join(", ")}`);
    if (tokenSql !== null) await this.#sql.run(`CREATE TABLE class_${index} AS ${tokenSql}`);
    if (sightingSql !== null) await this.#sql.run(`CREATE TABLE sight_${index} AS ${sightingSql}`);
  }

  async #membership(snapshot: number): Promise<void> {
    const layout = this.#layout("token");
    if (!layout?.snapshots.includes(snapshot)) return;
    // One snapshot and nothing but membership: the common case goes straight to the table that is counted.
    const alone = this.#isPlain(layout);
    const name = alone ? "unit" : `base_${snapshot}`;
    const columns = alone
      ? `token, holders AS h${snapshot}, trait AS t${snapshot}, 0 AS c${layout.slots[0]?.index}`
      : "*";
    await this.#sql.run(`CREATE TABLE ${name} AS SELECT ${columns} FROM (${MEMBERSHIP_SQL}) AS m`);
  }

  #isPlain({ snapshots, slots }: BlockLayout): boolean {
    return snapshots.length === 1 && slots.length === 1 && slots[0]?.tokenSql === null;
  }

  async #subjects(snapshot: number): Promise<void> {
    const layout = this.#layout("subject");
    if (!layout?.snapshots.includes(snapshot)) return;
    const own = layout.slots.filter((slot) => slot.snapshot === snapshot);
    const code = ({ index }: Slot): string => `, bit_or(${codeOf(`k${index}`)}) AS k${index}`;
    const columns = layout.slots.map((slot) => (own.includes(slot) ? code(slot) : ", 0"));
    const joins = own.map(({ index }) => `LEFT JOIN sight_${index} AS k${index} ON ${on(`k${index}`, "e")}`);
    await this.#sql.run(
      `INSERT INTO subject_part_${snapshot} SELECT e.subject, bit_or(1 << e.organisation),
       max(CASE WHEN e.label = 1 THEN 1 ELSE 0 END)${columns.join("")}
       FROM events AS e ${joins.join(" ")} GROUP BY e.subject`,
    );
  }

  /** Counts a shard whose snapshots are loaded, and forgets it. */
  async shard(part: ShardPart): Promise<void> {
    const tokens = this.#layout("token");
    if (tokens !== undefined) await this.#tokenBlock(tokens);
    const events = this.#layout("event");
    if (events !== undefined) await this.#eventBlock(events);
    await this.#cells.shard(part);
    await this.#sql.unload();
    const drop = ["unit", "spend"];
    for (const { index } of this.#slots) drop.push(`class_${index}`, `sight_${index}`);
    for (const { unit, snapshots } of this.#layouts)
      if (unit !== "subject") for (const one of snapshots) drop.push(`base_${one}`, `money_${one}`);
    for (const name of drop) await this.#sql.run(`DROP TABLE IF EXISTS ${name}`);
  }

  async #tokenBlock(layout: BlockLayout): Promise<void> {
    const { snapshots, slots } = layout;
    if (!this.#isPlain(layout)) {
      const keys = snapshots.map((one) => `SELECT token FROM base_${one}`).join(" UNION ");
      const members = snapshots.map(
        (one) => `, COALESCE(b${one}.holders, 0) AS h${one}, COALESCE(b${one}.trait, -1) AS t${one}`,
      );
      const codes = slots.map(
        ({ index, tokenSql }) => `, ${tokenSql === null ? "0" : codeOf(`c${index}`)} AS c${index}`,
      );
      const joins = [
        ...snapshots.map((one) => `LEFT JOIN base_${one} AS b${one} ON b${one}.token = u.token`),
        ...slots
          .filter(({ tokenSql }) => tokenSql !== null)
          .map(({ index }) => `LEFT JOIN class_${index} AS c${index} ON c${index}.token = u.token`),
      ];
      await this.#sql.run(
        `CREATE TABLE unit AS SELECT u.token${members.join("")}${codes.join("")} FROM (${keys}) AS u ${joins.join(" ")}`,
      );
    }
    const columns = [...snapshots.flatMap((one) => [`h${one}`, `t${one}`]), ...slots.map(({ index }) => `c${index}`)];
    await this.#count(layout, `SELECT ${columns.join(", ")}, count(*) FROM unit GROUP BY ${columns.join(", ")}`);
  }

  /**
   * Euros of one organisation, token and day are cut into layers, so that an amount that grew from one snapshot to the
   * next is the old amount, in both, plus the difference, in one: released sums stay sums of the same atoms.
   */
  async #eventBlock(layout: BlockLayout): Promise<void> {
    const { snapshots, slots } = layout;
    const all = snapshots.map((one) => `SELECT token, organisation, day, amount FROM money_${one}`).join(" UNION ");
    const layers =
      snapshots.length === 1
        ? `SELECT token, organisation, day, amount AS top, amount FROM money_${snapshots[0]}`
        : `SELECT l.token, l.organisation, l.day, l.amount AS top, l.amount - COALESCE(max(w.amount), 0) AS amount
           FROM (${all}) AS l LEFT JOIN (${all}) AS w ON ${on("w", "l")} AND w.amount < l.amount
           GROUP BY l.token, l.organisation, l.day, l.amount`;
    const parts = snapshots.map((one) => `, CASE WHEN m${one}.amount >= y.top THEN 1 ELSE 0 END AS p${one}`);
    const codes = slots.map(({ index }) => `, ${codeOf(`k${index}`)} AS k${index}`);
    const joins = [
      ...snapshots.map((one) => `LEFT JOIN money_${one} AS m${one} ON ${on(`m${one}`, "y")}`),
      ...slots.map(({ index }) => `LEFT JOIN sight_${index} AS k${index} ON ${on(`k${index}`, "y")}`),
    ];
    await this.#sql.run(
      `CREATE TABLE spend AS SELECT y.token, y.organisation, y.amount${parts.join("")}${codes.join("")}
       FROM (${layers}) AS y ${joins.join(" ")}`,
    );
    const columns = ["organisation", ...snapshots.map((one) => `p${one}`), ...slots.map(({ index }) => `k${index}`)];
    await this.#count(
      layout,
      `SELECT ${columns.join(", ")}, sum(amount), count(DISTINCT token) FROM spend GROUP BY ${columns.join(", ")}`,
    );
  }

  async #count(layout: BlockLayout, query: string): Promise<void> {
    const sums = this.#sums.find((one) => one.layout === layout)?.sums;
    for (const row of await this.#sql.rows(query)) sums?.add(row.map(asNumber));
  }

  async #subjectBlock(layout: BlockLayout): Promise<void> {
    const { snapshots, slots } = layout;
    for (const one of snapshots) {
      const codes = slots.map(({ index }) => `, bit_or(k${index}) AS k${index}`).join("");
      await this.#sql.run(
        `CREATE TABLE person_${one} AS SELECT subject, bit_or(holders) AS holders, max(fraud) AS fraud${codes}
         FROM subject_part_${one} GROUP BY subject`,
      );
      await this.#sql.run(`DROP TABLE subject_part_${one}`);
    }
    const keys = snapshots.map((one) => `SELECT subject FROM person_${one}`).join(" UNION ");
    const members = snapshots.map(
      (one) => `, COALESCE(b${one}.holders, 0) AS h${one}, COALESCE(b${one}.fraud, -1) AS f${one}`,
    );
    const codes = slots.map(({ index, snapshot }) => `, COALESCE(b${snapshot}.k${index}, 0) AS k${index}`);
    const joins = snapshots.map((one) => `LEFT JOIN person_${one} AS b${one} ON b${one}.subject = u.subject`);
    await this.#sql.run(
      `CREATE TABLE person AS SELECT u.subject${members.join("")}${codes.join("")} FROM (${keys}) AS u ${joins.join(" ")}`,
    );
    const columns = [...snapshots.flatMap((one) => [`h${one}`, `f${one}`]), ...slots.map(({ index }) => `k${index}`)];
    await this.#count(layout, `SELECT ${columns.join(", ")}, count(*) FROM person GROUP BY ${columns.join(", ")}`);
  }

  async finish(): Promise<RawAnswer> {
    const subjects = this.#layout("subject");
    if (subjects !== undefined) await this.#subjectBlock(subjects);
    const cells = await this.#cells.finish();
    const blocks = this.#sums.map(({ layout, sums }) => ({ unit: layout.unit, rows: sums.rows() }));
    return { rows: this.#rows, blocks, cells };
  }
}
