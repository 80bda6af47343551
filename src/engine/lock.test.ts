import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineError } from "./failure.ts";
import { detectIsolation } from "./isolation.ts";
import { runLocked } from "./locked.ts";
import type { Limits } from "./shapes.ts";
import type { Probe } from "./testing.child.ts";
import { ownFolder } from "./testing.ts";

const LIMITS: Limits = { memory: 2 ** 30, time: 20_000, threads: 1 };
const ENTRY = fileURLToPath(new URL("./testing.child.ts", import.meta.url));

async function probe(what: Probe, limits: Partial<Limits> = {}, signal?: AbortSignal): Promise<Record<string, string>> {
  const found = await runLocked({
    entry: ENTRY,
    request: () => what,
    files: [],
    limits: { ...LIMITS, ...limits },
    isolation: detectIsolation(),
    ...(signal === undefined ? {} : { signal }),
  });
  return found as Record<string, string>;
}

const allRefused = (found: Record<string, string>): void => {
  const { environment: _environment, ...attempts } = found;
  assert.notEqual(Object.keys(attempts).length, 0);
  for (const [what, outcome] of Object.entries(attempts)) assert.match(outcome, /^refused/, what);
};
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("rondetafel-engine-"));
const failsWith = (failure: string) => (error: unknown) => error instanceof EngineError && error.failure === failure;

test("this machine can lock the child in", () => assert.equal(detectIsolation(), "namespaces"));

test("the database of the child refuses every way out that SQL has", async () => {
  const sql = [
    "SELECT * FROM read_csv('/usr/share/common-licenses/GPL-3')",
    "SELECT * FROM sniff_csv('/usr/share/common-licenses/GPL-3')",
    "SELECT * FROM read_text('/usr/share/common-licenses/GPL-3')",
    "SELECT * FROM read_blob('/usr/share/common-licenses/GPL-3')",
    "SELECT * FROM read_json('/in/other.json')",
    "SELECT * FROM read_parquet('/in/1.parquet')",
    "SELECT * FROM '/in/other.parquet'",
    "SELECT * FROM glob('/usr/*')",
    "SELECT * FROM read_parquet('https://example.org/a.parquet')",
    "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
    "COPY (SELECT 1) TO '/in/out.csv'",
    "COPY (SELECT 1) TO '/in/out.parquet' (FORMAT parquet)",
    "EXPORT DATABASE '/in/all'",
    "IMPORT DATABASE '/in/all'",
    "ATTACH '/in/other.db' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '/usr/lib/x86_64-linux-gnu/libc.so.6'",
    "SET enable_external_access = true",
    "SET allowed_paths = ['/usr']",
    "SET allowed_directories = ['/usr']",
    "SET lock_configuration = false",
    "SET autoinstall_known_extensions = true",
    "SET autoload_known_extensions = true",
    "SET allow_community_extensions = true",
    "SET temp_directory = '/in/tmp'",
    "SET memory_limit = '100GB'",
    "SET threads = 64",
    "SET disabled_optimizers = ''",
    "RESET enable_external_access",
    "PRAGMA enable_external_access",
    "PRAGMA memory_limit = '100GB'",
    "PRAGMA temp_directory = '/in/tmp'",
    "SELECT getenv('PATH')",
  ];
  const found = await probe({ sql });
  allRefused(found);
  // By the lock, and not because there happens to be nothing there.
  for (const statement of sql)
    assert.match(found[statement] ?? "", /disabled|locked|Permission|does not exist|Catalog/i, statement);
});

test("and that list is not refused for a reason of its own: harmless SQL works", async () => {
  const { "SELECT 1": outcome } = await probe({ sql: ["SELECT 1"] });
  assert.match(outcome ?? "", /^did/);
});

test("the child cannot read the system, the home folder or the data of the platform", async (context) => {
  const folder = ownFolder(context);
  writeFileSync(join(folder, "rows.csv"), "secret");
  allRefused(
    await probe({
      read: [
        "/etc/passwd",
        "/etc/shadow",
        "/etc/resolv.conf",
        join(folder, "rows.csv"),
        "/proc/self/environ",
        "/dev/sda",
        "/dev/mem",
      ],
      list: [
        "/root",
        "/home",
        "/etc",
        "/proc",
        "/sys",
        "/var",
        "/old",
        folder,
        join(process.cwd(), "src/modules"),
        join(process.cwd(), "data"),
      ],
    }),
  );
});

test("these attempts are real: the same child without the lock gets out", async () => {
  const request = (): Probe => ({ read: ["/etc/passwd"], list: [process.cwd()] });
  const found = await runLocked({ entry: ENTRY, request, files: [], limits: LIMITS, isolation: "none" });
  for (const [what, outcome] of Object.entries(found as object).filter(([what]) => what !== "environment"))
    assert.match(String(outcome), /^did/, what);
});

test("the child can write nowhere but in its private memory", async (context) => {
  const folder = ownFolder(context);
  const found = await probe({
    write: [
      "/usr/x",
      "/etc/x",
      "/lib/x",
      "/dev/x/y",
      join(folder, "x"),
      join(process.cwd(), "node_modules/x"),
      `${ENTRY}.written`,
    ],
  });
  allRefused(found);
  assert.deepEqual(readdirSync(folder), []);
});

test("the child has no network: no connection, no name, not even to its own machine", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    allRefused(
      await probe({
        connect: [
          ["127.0.0.1", port],
          ["192.0.2.1", 80],
          ["::1", port],
        ],
        lookup: ["example.org"],
      }),
    );
  } finally {
    server.close();
  }
});

test("the child gets nothing of the environment", async () => {
  const { environment } = await probe({});
  assert.doesNotMatch(environment ?? "", /SECRET|DATABASE|HOME|USER/);
});

test("a child that takes too much memory is stopped, and says so", async () => {
  await assert.rejects(probe({ hog: true }, { memory: 400 * 2 ** 20 }), failsWith("memory"));
});

test("an endless query is stopped, and so is a child that no longer listens", async () => {
  await Promise.all([
    assert.rejects(probe({ endless: true }, { time: 1500 }), failsWith("time")),
    assert.rejects(probe({ spin: true }, { time: 1500 }), failsWith("time")),
  ]);
});

test("somebody who no longer wants the answer stops the child", async () => {
  await assert.rejects(probe({ endless: true }, {}, AbortSignal.timeout(700)), failsWith("stopped"));
});

test("a child that dies is reported, not waited for", async () => {
  await assert.rejects(probe({ exit: true }), failsWith("crashed"));
});

test("nothing of any child is left: no folder, no mount", async () => {
  const before = leftovers();
  await assert.rejects(probe({ spin: true }, { time: 800 }), failsWith("time"));
  assert.deepEqual(leftovers(), before);
});
