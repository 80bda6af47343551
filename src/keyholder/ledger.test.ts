import assert from "node:assert/strict";
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { ledgerRow } from "./answers.ts";
import { contentHash, nextRow, rowHash } from "./chain.ts";
import { verifyStorage } from "./commands.ts";
import { openHolder } from "./holder.ts";
import { openLedger } from "./ledger.ts";
import { StartError } from "./start.ts";
import { clientAt, committedBank, createClock, elementsFor, STUDY, temporaryFolder } from "./testing.ts";
import { type FullRow, walkLedger } from "./walk.ts";

/** A holder's folder with a ledger of some rows, closed. */
async function filledFolder(t: TestContext): Promise<{ dir: string; file: string; lines: readonly string[] }> {
  const { table, charter, evaluate } = await committedBank(t);
  await evaluate(0, 0, elementsFor(table.suite, "a", 3));
  await evaluate(0, 1, elementsFor(table.suite, "b", 4));
  await clientAt(table, 0).witness({ study: STUDY, position: 3, hash: "a".repeat(64) }, table.cast.byOperator);
  await clientAt(table, 0).veto(STUDY, charter.hash, table.cast.by("politie"));
  await table.holders[0]?.close();
  const [dir = ""] = table.dirs;
  const file = join(dir, "ledger.jsonl");
  return { dir, file, lines: readFileSync(file, "utf8").trimEnd().split("\n") };
}

function verdictOf(dir: string): { readonly code: number; readonly said: string } {
  const said: string[] = [];
  const code = verifyStorage({ dir }, (line) => said.push(line));
  return { code, said: said.join(" ") };
}

/** Rewrites everything from a row on, so that the chain is whole again: what a careful forger would do. */
function rechained(rows: readonly FullRow[]): string[] {
  let last: FullRow | null = null;
  return rows.map(({ at, entry }) => {
    last = { ...nextRow(last, at, entry), entry };
    return JSON.stringify(last);
  });
}

const parsed = (lines: readonly string[]): FullRow[] =>
  lines.map((line) => ledgerRow.parse(JSON.parse(line)) as FullRow);

test("T12: the verifier names the row that was deleted, changed or moved, whichever it is", async (t) => {
  const { dir, file, lines } = await filledFolder(t);
  assert.deepEqual(verdictOf(dir), { code: 0, said: `Het grootboek is heel: ${lines.length} regels.` });
  const check = (changed: readonly string[], row: number): void => {
    writeFileSync(file, `${changed.join("\n")}\n`);
    const { code, said } = verdictOf(dir);
    assert.equal(code, 1);
    assert.match(said, new RegExp(`regel ${row + 1} `));
  };
  for (const index of lines.keys()) {
    check(lines.toSpliced(index, 1), index);
    check(lines.with(index, (lines[index] ?? "").replace(/"at":"2026/, '"at":"2025')), index);
    check(lines.with(index, (lines[index] ?? "").replace(/"(name|day|partner|study)":"./, '"$1":"z')), index);
    check(lines.with(index, "{}"), index);
    if (index === 0) continue;
    check(lines.toSpliced(index - 1, 2, lines[index] ?? "", lines[index - 1] ?? ""), index - 1);
    check(lines.toSpliced(index, 0, lines[index - 1] ?? ""), index);
  }
});

test("T12: a forger who makes the chain whole again is betrayed by the row that the keystore remembers", async (t) => {
  const { dir, file, lines } = await filledFolder(t);
  const rows = parsed(lines);
  const [first] = rows;
  assert.ok(first?.entry.kind === "holder");
  const forged = rows.with(0, { ...first, entry: { ...first.entry, name: "Iemand anders" } });
  writeFileSync(file, `${rechained(forged).join("\n")}\n`);
  const { code, said } = verdictOf(dir);
  assert.equal(code, 1);
  assert.match(said, new RegExp(`regel ${lines.length} is veranderd`));
  writeFileSync(file, `${rechained(rows.slice(0, -1)).join("\n")}\n`);
  assert.match(verdictOf(dir).said, new RegExp(`regel ${lines.length} ontbreekt`));
});

test("T12: counts that do not add up are found, also when the hashes are right", async (t) => {
  const { dir, file, lines } = await filledFolder(t);
  const rows = parsed(lines);
  const index = rows.findIndex(({ entry }) => entry.kind === "evaluated");
  const row = rows[index];
  assert.ok(row?.entry.kind === "evaluated");
  const forged = rows.with(index, { ...row, entry: { ...row.entry, count: row.entry.count - 1 } });
  writeFileSync(file, `${rechained(forged).join("\n")}\n`);
  assert.match(verdictOf(dir).said, new RegExp(`regel ${index + 1} telt niet op`));
});

test("a holder does not start on a ledger that is not whole, or older than its keystore", async (t) => {
  const { dir, file, lines } = await filledFolder(t);
  const options = { name: "Houder", dir, operatorKey: null, now: createClock().now };
  const starts = async (changed: readonly string[], reason: RegExp): Promise<void> => {
    writeFileSync(file, `${changed.join("\n")}\n`);
    await assert.rejects(openHolder(options), (error) => error instanceof StartError && reason.test(error.message));
  };
  await starts(lines.toSpliced(1, 1), /regel 2 staat niet op haar plaats/);
  await starts(lines.slice(0, -1), /ouder dan de sleutelmap/);
  writeFileSync(file, `${lines.join("\n")}\n`);
  const holder = await openHolder(options);
  await assert.rejects(openHolder(options), /al in gebruik/);
  await holder.close();
});

test("a last line that was half written is cut off with a message, wherever it broke", async (t) => {
  const { dir, file } = await filledFolder(t);
  const whole = readFileSync(file);
  const extra = `${JSON.stringify({ position: 99, hash: "x".repeat(300) })}`;
  for (const size of [1, 40, extra.length]) {
    appendFileSync(file, extra.slice(0, size));
    const said: string[] = [];
    const holder = await openHolder({
      name: "Houder",
      dir,
      operatorKey: null,
      now: createClock().now,
      say: (line) => said.push(line),
    });
    await holder.close();
    assert.match(said.join(), new RegExp(`half geschreven \\(${size} bytes\\)`));
    assert.deepEqual(readFileSync(file), whole);
  }
  truncateSync(file, whole.length - 10);
  await assert.rejects(
    openHolder({ name: "Houder", dir, operatorKey: null }),
    /ouder dan de sleutelmap/,
    "a line that was answered for is not a half line",
  );
});

test("rows that arrive together share one write, keep their order, and are on disk when settled", async (t) => {
  const file = join(temporaryFolder(t), "ledger.jsonl");
  const groups: number[] = [];
  const probe = await open(file, "a");
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const syncs = t.mock.method(prototype, "datasync");
  const empty = walkLedger(file, () => {});
  const ledger = await openLedger({
    file,
    walk: empty,
    now: createClock().now,
    onDurable: ({ position }) => groups.push(position),
  });
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 50; index += 1) ledger.append({ kind: "day", day: "2026-06-15", accepted: false });
    await ledger.settled();
    assert.equal(readFileSync(file, "utf8").split("\n").length, (round + 1) * 50 + 1);
  }
  assert.deepEqual(groups, [49, 99, 149]);
  assert.equal(syncs.mock.callCount(), 3, "a group is forced to disk once");
  assert.equal((await ledger.read(10, 3)).length, 3);
  await ledger.close();
  const walk = walkLedger(file, () => {});
  assert.deepEqual({ rows: walk.ends.length, broken: walk.broken }, { rows: 150, broken: null });
});

test("a ledger that cannot be written promises nothing any more", async (t) => {
  const file = join(temporaryFolder(t), "ledger.jsonl");
  const walk = walkLedger(file, () => {});
  const ledger = await openLedger({
    file,
    walk,
    now: createClock().now,
    onDurable: () => {
      throw new Error("disk full");
    },
  });
  const entry = { kind: "day", day: "2026-06-15", accepted: false } as const;
  ledger.append(entry);
  await assert.rejects(ledger.settled(), /grootboek niet schrijven/);
  assert.throws(() => ledger.append(entry), /grootboek niet schrijven/);
  await ledger.close();
});

test("every field of a row is under its hash", () => {
  const entry = { kind: "day", day: "2026-06-15", accepted: false } as const;
  const row = nextRow(null, "2026-06-15T10:00:00.000Z", entry);
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom("position", "previous", "at", "content"), (number, field) => {
      const other = { ...row, [field]: field === "position" ? number + 1 : String(number) };
      assert.notEqual(rowHash(other), row.hash);
    }),
  );
  assert.notEqual(contentHash({ ...entry, accepted: true }), row.content);
});
