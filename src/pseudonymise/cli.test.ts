import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import {
  createHolderClient,
  generateSigningKey,
  type SignedCharter,
  sha256,
  sign,
  verify,
} from "../keyholder/index.ts";
import { chainEventHash, chainHash, verifyChainBundle } from "./bundle.ts";
import { runCommand } from "./cli.ts";
import { DELIVERY } from "./deliver.ts";
import { Stop, type StopReason } from "./errors.ts";
import { createProgress, silent } from "./progress.ts";
import { ibanOf, layOut, openStudy, sourceLines, startTable, type Table, temporaryFolder } from "./testing.ts";

const cleanups: (() => unknown)[] = [];
const cleaner = { after: (work: () => unknown) => void cleanups.push(work) };
let table: Table;
let charter: SignedCharter;
/** A finished run of the bank. */
let folder: string;
let args: readonly string[];
before(async () => {
  table = await startTable(cleaner);
  charter = await openStudy(table, { study: "opdrachten" });
  folder = temporaryFolder(cleaner);
  args = layOut(folder, charter, table.keys.bank, sourceLines(0, 60));
  await command("draai", ...args, "--threads", "0");
});
after(async () => {
  for (const work of cleanups.reverse()) await work();
});

async function command(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await runCommand(argv, { out: (line) => void lines.push(line), progress: silent });
  return lines.join("\n");
}

const stopsFor = (work: Promise<unknown>, reason: StopReason, sentence: RegExp): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof Stop, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, sentence);
    return true;
  });

test("help is Dutch and names every command; an unknown command or option says where to look", async () => {
  const help = await command("help");
  for (const name of ["sleutel", "teken", "proef", "draai", "lever", "controleer", "monster", "stop"])
    assert.ok(help.includes(name));
  await stopsFor(command("verstuur"), "usage", /bestaat niet/);
  await stopsFor(command("draai", "--bsn", "1"), "usage", /opties/);
  await stopsFor(command("draai"), "usage", /--uit/);
  await stopsFor(command("constructor"), "usage", /bestaat niet/);
});

test("a key is made once, readable by its owner only, and its secret is not shown", async () => {
  const path = join(temporaryFolder(cleaner), "sleutel.json");
  const said = await command("sleutel", "--bestand", path);
  const key = JSON.parse(readFileSync(path, "utf8"));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(said.includes(key.publicKey) && !said.includes(key.privateKey));
  await stopsFor(command("sleutel", "--bestand", path), "key", /nooit overschreven/);
  chmodSync(path, 0o644);
  const others = args.map((one) => (one.endsWith("sleutel.json") ? path : one));
  await stopsFor(command("draai", ...others), "key", /chmod 600/);
});

test("signing shows what is signed first, and signs only the hash that was shown", async () => {
  const [protocol, key] = [join(folder, "protocol.json"), join(folder, "sleutel.json")];
  const shown = await command("teken", protocol, "--sleutel", key);
  assert.match(shown, /Onderzoek: opdrachten[\s\S]*De Bank, De Telecom[\s\S]*nog niet getekend/);
  assert.ok(shown.includes(charter.hash) && !shown.includes("Handtekening"));
  await stopsFor(command("teken", protocol, "--sleutel", key, "--akkoord", sha256("ander")), "usage", /niet getekend/);
  const signed = await command("teken", protocol, "--sleutel", key, "--akkoord", charter.hash);
  const signature = /Handtekening: (\S+)/.exec(signed)?.[1] ?? "";
  const message = { study: "opdrachten", hash: charter.hash };
  assert.ok(verify("charter", message, signature, table.keys.bank.publicKey));
});

test("a dry run tells what would leave and why rows stay behind, and shows no identifier", async () => {
  const own = temporaryFolder(cleaner);
  const lines = [...sourceLines(0, 20), `${ibanOf(3)};k;31-31-2026;1;1;`, "GEHEIM123;k;2026-03-01;1;1;"];
  const said = await command("proef", ...layOut(own, charter, table.keys.bank, lines).slice(0, -2));
  assert.match(said, /niets verstuurd/);
  assert.match(said, /20 rijen zouden worden geleverd/);
  assert.match(said, /21 verschillende kenmerken/);
  assert.match(said, /2 rijen blijven achter:[\s\S]*1 {2}de datum klopt niet[\s\S]*1 {2}de lengte klopt niet/);
  assert.doesNotMatch(said, /NL\d\dTEST|GEHEIM|klant-/);
  assert.equal(existsSync(join(own, "levering")), false);
});

test("a delivery is sent file by file, signed, manifest last; a refusal shows the platform's own sentence", async () => {
  const received: { method: string; url: string; body: string; signed: boolean }[] = [];
  let refuse = false;
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const [, , , , study = "", , run = "", name = ""] = (incoming.url ?? "").split("/");
    const hash = String(incoming.headers["rondetafel-sha256"]);
    const file = { study, partner: String(incoming.headers["rondetafel-partner"]), run, name, sha256: hash };
    const signed = verify(DELIVERY, file, String(incoming.headers["rondetafel-signature"]), table.keys.bank.publicKey);
    received.push({
      method: incoming.method ?? "",
      url: name,
      body: sha256(body),
      signed: signed && (body.length === 0 || sha256(body) === hash),
    });
    outgoing.statusCode = refuse ? 400 : 200;
    outgoing.end(JSON.stringify(refuse ? { message: "De levering is gesloten." } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleaner.after(() => server.close());
  const address = server.address();
  const platform = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const options = ["--uit", join(folder, "levering"), "--sleutel", join(folder, "sleutel.json"), "--platform"];
  assert.match(await command("lever", ...options, platform), /Geleverd en ontvangen/);
  assert.deepEqual(
    received.map(({ method, url, signed }) => [method, url, signed]),
    [
      ["PUT", "deel-00001.parquet", true],
      ["PUT", "manifest.json", true],
      ["POST", "klaar", true],
    ],
  );
  refuse = true;
  await stopsFor(command("lever", ...options, platform), "upload", /De levering is gesloten/);
  await stopsFor(command("lever", ...options, "http://voorbeeld.nl"), "usage", /https/);
  await stopsFor(command("lever", ...options, "http://127.0.0.1:1"), "upload", /niet overgekomen/);
});

const event = (id: number) => ({
  id,
  at: "2026-06-01T10:00:00.000000",
  personId: null,
  verb: "study.opened",
  subjectKind: "study",
  subjectId: "s",
  detail: `{"n": ${id}}`,
});

/** Every other event is somebody else's: of those only the hash is there. */
function chainOf(length: number, first = 10) {
  let previous = "0".repeat(64);
  return Array.from({ length }, (_, index) => {
    const one = event(index + first);
    const eventHash = chainEventHash(one);
    previous = chainHash(previous, index + 1, eventHash);
    return { position: index + 1, hash: previous, eventHash, event: index % 2 === 0 ? one : null };
  });
}

test("the platform's chain is recomputed, and any altered, removed, moved or cut-off row is named (T12)", async () => {
  const core = JSON.parse(charter.document);
  const lines = chainOf(6);
  const by = { signer: "operator", privateKey: table.operator.privateKey };
  const head = { study: core.study, position: 5, hash: lines[4]?.hash ?? "" };
  const witnessed = await createHolderClient(table.holders[0]?.url ?? "").witness(head, by);
  const judge = (changed: readonly unknown[], heads = [witnessed]) =>
    verifyChainBundle(JSON.parse(JSON.stringify(changed)), heads, core);
  assert.deepEqual(judge(lines), { events: 6, witnesses: 1, problems: [] });
  const altered = lines.map((line, index) =>
    index === 2 ? { ...line, event: { ...event(12), verb: "study.closed" } } : line,
  );
  assert.match(judge(altered).problems[0] ?? "", /positie 3/);
  const hidden = lines.map((line, index) => (index === 3 ? { ...line, eventHash: "0".repeat(64) } : line));
  assert.match(judge(hidden).problems[0] ?? "", /positie 4/);
  assert.match(judge(lines.filter((_, index) => index !== 3)).problems[0] ?? "", /positie 4/);
  assert.match(judge([lines[1], lines[0], ...lines.slice(2)]).problems[0] ?? "", /positie 1/);
  assert.match(judge(lines.slice(0, 4)).problems[0] ?? "", /Positie 5.*ontbreekt/);
  // A chain that is whole in itself, but is another one than the holder signed.
  assert.match(judge(chainOf(6, 11)).problems[0] ?? "", /iets anders ondertekend/);
  const end = { position: 6, hash: lines[5]?.hash ?? "" };
  const own = { ...end, signature: sign("audit-chain", { study: core.study, ...end }, table.operator.privateKey) };
  const bySelf = (head: typeof own) =>
    verifyChainBundle(lines, [], core, { head, signingKey: table.operator.publicKey }).problems;
  assert.deepEqual(bySelf(own), []);
  assert.match(bySelf({ ...own, position: 5 })[0] ?? "", /handtekening van het platform/);
  const forged = { ...witnessed, head: { ...witnessed.head, position: 6, hash: lines[5]?.hash ?? "" } };
  assert.match(judge(lines, [forged]).problems[0] ?? "", /handtekening/);
});

test("one command checks receipts against the holders' ledgers without a connection", async () => {
  const own = temporaryFolder(cleaner);
  const by = { signer: "bank", privateKey: table.keys.bank.privateKey };
  const files = await Promise.all(
    table.holders.map(async ({ url }, place) => {
      const path = join(own, `grootboek-${place}.json`);
      writeFileSync(path, JSON.stringify(await createHolderClient(url).ledger("opdrachten", by)));
      return path;
    }),
  );
  const options = ["--protocol", join(folder, "protocol.json"), "--uit", join(folder, "levering")];
  const ledgers = files.flatMap((path) => ["--grootboek", path]);
  assert.match(await command("controleer", ...options, ...ledgers), /Alles klopt/);
  const ledger = JSON.parse(readFileSync(files[0] ?? "", "utf8"));
  ledger.rows.pop();
  writeFileSync(files[0] ?? "", JSON.stringify(ledger));
  await stopsFor(command("controleer", ...options, ...ledgers), "manifest", /niet heel/);
  writeFileSync(files[0] ?? "", "geen json");
  await stopsFor(command("controleer", ...options, ...ledgers), "file", /niet te lezen/);
});

test("the tool works as one bundled file, threads and all", async () => {
  const own = temporaryFolder(cleaner);
  const outfile = join(own, "rondetafel-pseudonymise.mjs");
  await build({
    entryPoints: ["src/pseudonymise/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    external: ["koffi"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "silent",
  });
  const study = await openStudy(table, { study: "bundel" });
  const given = layOut(own, study, table.keys.telecom, sourceLines(0, 30), { partner: "telecom" });
  // Asynchronous: the holders answer from this very process.
  const child = spawn(process.execPath, [outfile, "draai", ...given, "--threads", "2"], {
    cwd: own,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => void said.push(piece));
  const code = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(code, 0, Buffer.concat(said).toString());
  assert.ok(existsSync(join(own, "levering", "manifest.json")));
  const help = spawnSync(process.execPath, [outfile, "bestaat-niet"], { encoding: "utf8" });
  assert.equal(help.status, 1);
  assert.match(help.stderr, /bestaat niet/);
  assert.doesNotMatch(help.stderr, /\bat \S+:\d+/, "no stack trace");
});

test("progress is a bar with an estimate on a terminal and a plain line elsewhere", () => {
  let now = 0;
  const written: string[] = [];
  const make = (isTTY: boolean) => createProgress({ isTTY, write: (text) => void written.push(text), now: () => now });
  const terminal = make(true);
  terminal.begin("evaluate", 1000);
  now = 10_000;
  terminal.advance(250);
  assert.match(written.join(""), /█{8}░{22} 25%, nog ongeveer 30 seconden/);
  terminal.end();
  written.length = 0;
  const plain = make(false);
  plain.begin("evaluate", 1000);
  plain.advance(1);
  assert.deepEqual(written, [], "not yet");
  now += 20_000;
  plain.advance(499);
  plain.end();
  assert.match(written.join(""), /^Versleutelen met de sleutelhouders: 50%, nog ongeveer 20 seconden\n/);
  assert.ok(!written.join("").includes("\u001b") && !written.join("").includes("\r"));
});

test("a partner's key that is not the one of the charter is refused before anything is read", async () => {
  const own = temporaryFolder(cleaner);
  const stranger = layOut(own, charter, generateSigningKey(), sourceLines(0, 5));
  await stopsFor(command("draai", ...stranger), "key", /niet de sleutel van De Bank/);
});

test("a party stops the study at every holder with its own key, and nothing is evaluated any more", async () => {
  const own = temporaryFolder(cleaner);
  const options = ["--protocol", join(folder, "protocol.json"), "--partner", "bank"];
  const stopped = await command("stop", ...options, "--sleutel", join(folder, "sleutel.json"));
  assert.equal(stopped.match(/stilgelegd/g)?.length, table.holders.length);
  const other = layOut(own, charter, table.keys.bank, [...sourceLines(0, 5)]);
  await stopsFor(command("draai", ...other), "veto", /stilgelegd|gestopt/);
});
