import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { FolderLockedError, lockFolder } from "./lock.ts";

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "rondetafel-lock-")), "nog", "niet");
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const SCRIPT = `
  const { lockFolder } = await import(process.argv[1]);
  try { lockFolder(process.argv[2]); console.log("gelukt"); setInterval(() => undefined, 1000); }
  catch (error) { console.log(error.message); }`;

/** Another process that tries to take the folder; answers with what it said. */
async function startOther(): Promise<{ child: ChildProcess; said: string }> {
  const module = new URL("lock.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", SCRIPT, module, folder]);
  children.push(child);
  const [line] = await once(child.stdout, "data");
  return { child, said: String(line).trim() };
}

test("a living process keeps the folder, and the refusal says so in one sentence", async () => {
  assert.equal((await startOther()).said, "gelukt");
  assert.throws(
    () => lockFolder(folder),
    (error) =>
      error instanceof FolderLockedError &&
      /is al in gebruik door een andere Rondetafel \(proces \d+ op/.test(error.message),
  );
});

test("after kill -9 the folder is free at once", async () => {
  const { child } = await startOther();
  child.kill("SIGKILL");
  await once(child, "exit");
  lockFolder(folder).release();
});

test("of starts at the same moment exactly one wins", async () => {
  const said = (await Promise.all([1, 2, 3, 4].map(startOther))).map((other) => other.said);
  assert.equal(said.filter((line) => line === "gelukt").length, 1, said.join("\n"));
});

test("the same process cannot take it twice, and letting go frees it", () => {
  const lock = lockFolder(folder);
  assert.throws(() => lockFolder(folder), FolderLockedError);
  lock.release();
  lock.release();
  lockFolder(folder).release();
});
