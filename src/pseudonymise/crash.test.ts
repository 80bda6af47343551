import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createHolderClient, type SignedCharter, sha256 } from "../keyholder/index.ts";
import type { SignedManifest } from "./index.ts";
import {
  type HolderProcess,
  ibanOf,
  layOut,
  openStudy,
  sourceLines,
  startProcessTable,
  type Table,
  temporaryFolder,
} from "./testing.ts";

/** The tool and both holders as processes, killed without warning. */
const cleanups: (() => unknown)[] = [];
const cleaner = { after: (work: () => unknown) => void cleanups.push(work) };
let table: Table & { readonly holders: readonly HolderProcess[] };
before(async () => {
  table = await startProcessTable(cleaner);
});
after(async () => {
  for (const work of cleanups.reverse()) await work();
});

interface Tool {
  readonly child: ChildProcess;
  /** Everything it said, on both streams. */
  readonly said: () => Buffer;
  readonly exit: Promise<number | null>;
}

function startTool(args: readonly string[], temporary: string): Tool {
  const pieces: Buffer[] = [];
  const child = spawn(process.execPath, ["--import", "tsx", "src/pseudonymise/main.ts", ...args], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => void pieces.push(piece));
  cleaner.after(() => void child.kill("SIGKILL"));
  return {
    child,
    said: () => Buffer.concat(pieces),
    exit: new Promise((resolve) => child.once("close", (code) => resolve(code))),
  };
}

const journalLines = (folder: string): number => {
  try {
    const text = readFileSync(join(folder, "levering.voortgang", "journal.jsonl"), "utf8");
    return text.split("\n").filter((line) => line.startsWith("{")).length;
  } catch {
    return 0;
  }
};

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("waited too long");
}

const manifestIn = (folder: string): SignedManifest["manifest"] =>
  JSON.parse(readFileSync(join(folder, "levering", "manifest.json"), "utf8")).manifest;

/** What each holder has in its ledger for this partner. */
async function counted(study: string, partner: "bank" | "telecom"): Promise<number[]> {
  const by = { signer: partner, privateKey: table.keys[partner].privateKey };
  return Promise.all(
    table.holders.map(async ({ url }) => {
      const { rows } = await createHolderClient(url).ledger(study, by);
      return rows
        .map(({ entry }) => (entry?.kind === "evaluated" && entry.partner === partner ? entry.count : 0))
        .reduce((sum, one) => sum + one, 0);
    }),
  );
}

/** A run with small batches, so that there is a middle to be killed in. */
function layOutRun(charter: SignedCharter, size: number): { folder: string; temporary: string; args: string[] } {
  const folder = temporaryFolder(cleaner);
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const laid = layOut(folder, charter, table.keys.bank, sourceLines(0, size));
  return { folder, temporary, args: ["draai", ...laid, "--threads", "1", "--reeks", "100"] };
}

const digest = (folder: string): string[] =>
  manifestIn(folder).files.map(({ name }) => sha256(readFileSync(join(folder, "levering", name))));

test("a killed tool and a killed holder go on where they were, and nothing is counted twice (T14)", async () => {
  const charter = await openStudy(table, { study: "gedood" });
  const { folder, temporary, args } = layOutRun(charter, 1500);
  const first = startTool(args, temporary);
  await until(() => journalLines(folder) >= 3);
  first.child.kill("SIGKILL");
  await first.exit;
  const done = journalLines(folder);
  assert.ok(done < 16, `killed in the middle: ${done} of 16`);

  const second = startTool(args, temporary);
  await until(() => journalLines(folder) >= done + 3);
  const [holder] = table.holders;
  await holder?.kill();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await holder?.start();
  assert.equal(await second.exit, 0, second.said().toString());

  assert.deepEqual(await counted("gedood", "bank"), [1501, 1501]);
  const { receipts, distinct, rows } = manifestIn(folder);
  assert.deepEqual([receipts.length, distinct, rows], [32, 1501, 1500]);

  // The same run once more, from its salt alone: the holders give the same answers, and the files are the same bytes.
  const before = digest(folder);
  const state = JSON.parse(readFileSync(join(folder, "levering.voortgang", "run.json"), "utf8"));
  const again = layOutRun(charter, 1500);
  mkdirSync(join(again.folder, "levering.voortgang"));
  writeFileSync(join(again.folder, "levering.voortgang", "run.json"), JSON.stringify({ ...state, committed: null }));
  const third = startTool(again.args, again.temporary);
  assert.equal(await third.exit, 0, third.said().toString());
  assert.deepEqual(digest(again.folder), before);
  assert.deepEqual(await counted("gedood", "bank"), [1501, 1501]);
});

function* filesUnder(folder: string): Generator<string> {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) yield path;
  }
}

/** The ways in which a value could lie in a file. */
function spellingsOf(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  return [
    bytes,
    Buffer.from(value.toLowerCase()),
    Buffer.from(value, "utf16le"),
    Buffer.from(value, "utf16le").swap16(),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("hex").toUpperCase()),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

const leaksIn = (bytes: Buffer, values: readonly string[]): string[] =>
  values.filter((value) => spellingsOf(value).some((spelling) => bytes.includes(spelling)));

test("no file, temporary folder or line of output holds an identifier, a case or a key, also after a crash", async () => {
  const charter = await openStudy(table, { study: "lek" });
  const { folder, temporary, args } = layOutRun(charter, 800);
  const values = [
    ...Array.from({ length: 40 }, (_, index) => ibanOf(index * 20)),
    "klant-123",
    "klant-79",
    table.keys.bank.privateKey,
  ];
  const own = new Set(["bron.csv", "sleutel.json", "protocol.json", "kolommen.json"].map((name) => join(folder, name)));
  const first = startTool(args, temporary);
  await until(() => journalLines(folder) >= 2);
  first.child.kill("SIGKILL");
  await first.exit;
  const search = (): void => {
    let searched = 0;
    for (const path of filesUnder(folder)) {
      if (own.has(path)) continue;
      assert.deepEqual(leaksIn(readFileSync(path), values), [], path);
      searched += 1;
    }
    assert.ok(searched > 3);
  };
  search();
  const second = startTool(args, temporary);
  assert.equal(await second.exit, 0, second.said().toString());
  search();
  const dry = startTool(["proef", ...args.slice(1)], temporary);
  assert.equal(await dry.exit, 0);
  for (const { said } of [first, second, dry]) assert.deepEqual(leaksIn(said(), values), []);
  for (const { dir } of table.holders)
    for (const path of filesUnder(dir)) assert.deepEqual(leaksIn(readFileSync(path), values), [], path);
  assert.deepEqual(
    leaksIn(readFileSync(join(folder, "bron.csv")), values.slice(0, 40)).length,
    40,
    "the search finds what is there",
  );
  for (const spelling of spellingsOf(ibanOf(0)))
    assert.deepEqual(leaksIn(Buffer.concat([Buffer.from("xx"), spelling]), [ibanOf(0)]), [ibanOf(0)]);
});
