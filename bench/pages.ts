import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importProgrammeFile, readProgrammeFile } from "../src/importProgramme.ts";
import { openDatabase } from "../src/open.ts";
import { publishExample, seed } from "./dossier.ts";
import { CONNECTIONS, type Load, putLoad, wrkVersion } from "./load.ts";
import { formatNumber, formatSpread, median, printConditions, printNote, printTable, printVerdict } from "./measure.ts";
import { startProduct } from "./product.ts";
import { type Answer, fetchRaw, firstVisit, scriptBytes } from "./visit.ts";

/** A public page of the running product against a bare server that sends the same bytes. */

const ROUNDS = 7;
const ROWS = 60;
const YEAR = 2030;
const PATH = `/openbaar/plan/${YEAR}`;
const BROWSER = "gzip, deflate, br";
const TARGETS = { requests: 0.5, p99: 3, bytes: 60_000 };

/** A plan of sixty actions that nobody made: the example's own plans are shorter. */
function syntheticPlan() {
  const actions = Array.from({ length: ROWS }, (_, index) => ({
    title: `Synthetische actie ${index + 1}: een titel zo lang als die van een echte actie`,
    description: "Verzonnen omschrijving voor een meting.",
    leadPartner: ["JenV", "NVB", "Politie", "CB"][index % 4],
    status: ["in uitvoering", "afgerond", "gepland"][index % 3],
    scope: "kern",
  }));
  return { year: YEAR, title: "Synthetisch plan voor een meting", kind: "actieplan", actions };
}

/** Fills a data folder as the product would: example programme, synthetic plan, dossier made public. */
async function prepare(dataDir: string): Promise<void> {
  const handle = await openDatabase({ databaseUrl: null, dataDir });
  try {
    await seed(handle);
    const example = JSON.parse(readFileSync("examples/iaof/iaof.json", "utf8"));
    const checked = readProgrammeFile({ ...example, plans: [syntheticPlan()] });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems[0]));
    await importProgrammeFile(handle.db, checked.file);
    await publishExample(handle);
  } finally {
    await handle.close();
  }
}

function startPeer(folder: string, page: Answer): Promise<{ url: string; process: ChildProcess }> {
  const file = join(folder, `pagina-${page.headers["content-encoding"] ?? "plat"}`);
  writeFileSync(file, page.body);
  const about = [String(page.headers["content-type"]), page.headers["content-encoding"] ?? ""];
  const child = spawn(process.execPath, ["bench/pages.peer.ts", file, ...about], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve) => {
    child.stdout.once("data", (port: Buffer) => resolve({ url: `http://127.0.0.1:${port}/`, process: child }));
  });
}

interface Compared {
  readonly ours: readonly Load[];
  readonly peer: readonly Load[];
}

/** Turn about, so that what else the machine does strikes both. The first turn warms up and is not counted. */
async function compare(folder: string, url: string, encoding: string): Promise<Compared> {
  const peer = await startPeer(folder, await fetchRaw(url, encoding));
  const compared: { ours: Load[]; peer: Load[] } = { ours: [], peer: [] };
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      compared.peer.push(await putLoad(peer.url, encoding));
      compared.ours.push(await putLoad(url, encoding));
    }
  } finally {
    peer.process.kill();
  }
  return { ours: compared.ours.slice(1), peer: compared.peer.slice(1) };
}

const of = (loads: readonly Load[], name: keyof Load): number[] => loads.map((load) => load[name]);
const ratio = ({ ours, peer }: Compared, name: keyof Load): number => median(of(ours, name)) / median(of(peer, name));

function reportSpeed(label: string, compared: Compared): string[] {
  const { ours, peer } = compared;
  return [
    label,
    formatSpread(of(ours, "perSecond"), 0),
    formatSpread(of(peer, "perSecond"), 0),
    `${formatNumber(ratio(compared, "perSecond"), 2)}×`,
    formatSpread(of(ours, "p99"), 2),
    formatSpread(of(peer, "p99"), 2),
    `${formatNumber(ratio(compared, "p99"), 2)}×`,
  ];
}

function judgeSpeed(label: string, compared: Compared): void {
  const requests = ratio(compared, "perSecond");
  const p99 = ratio(compared, "p99");
  const target = `minstens ${formatNumber(TARGETS.requests)}× de verzoeken per seconde`;
  printVerdict(`${label}, ${target}`, `${formatNumber(requests, 2)}×`, requests >= TARGETS.requests);
  printVerdict(`${label}, p99 hoogstens ${TARGETS.p99}×`, `${formatNumber(p99, 2)}×`, p99 <= TARGETS.p99);
}

const shortType = ({ headers }: Answer): string => String(headers["content-type"]).split(";")[0] ?? "";

function judgeVisit(answers: readonly Answer[]): void {
  const total = answers.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
  const rows = answers.map((answer) => [
    new URL(answer.url).pathname,
    shortType(answer),
    answer.headers["content-encoding"] ?? "geen",
    formatNumber(answer.wireBytes, 0),
  ]);
  printTable(
    ["eerste bezoek", "soort", "verpakking", "bytes over de lijn"],
    [...rows, ["samen", "", "", formatNumber(total, 0)]],
  );
  printNote("");
  const script = scriptBytes(answers);
  printVerdict("JavaScript, 0 bytes", `${script} bytes`, script === 0);
  printVerdict(
    `eerste bezoek, hoogstens ${TARGETS.bytes / 1000} kB`,
    `${formatNumber(total / 1000)} kB`,
    total <= TARGETS.bytes,
  );
}

export async function run(): Promise<void> {
  printConditions("Openbare pagina met een tabel van 60 rijen", wrkVersion() ?? "eigen client (wrk ontbreekt)");
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-bench-"));
  try {
    await prepare(join(folder, "data"));
    const product = await startProduct(join(folder, "data"));
    try {
      const url = `${product.baseUrl}${PATH}`;
      const packed = await compare(folder, url, BROWSER);
      const plain = await compare(folder, url, "identity");
      printNote(`\n${CONNECTIONS} verbindingen, ${ROUNDS} beurten om en om; mediaan (kleinste–grootste)`);
      printTable(
        [
          "",
          "Rondetafel, verzoeken/s",
          "kaal, verzoeken/s",
          "verhouding",
          "Rondetafel p99, ms",
          "kaal p99, ms",
          "verhouding",
        ],
        [reportSpeed("met Brotli", packed), reportSpeed("zonder verpakking", plain)],
      );
      printNote("");
      judgeSpeed("met Brotli", packed);
      judgeSpeed("zonder verpakking", plain);
      judgeVisit(await firstVisit(url, BROWSER));
      const unpacked = (await firstVisit(url, "identity")).reduce((sum, { wireBytes }) => sum + wireBytes, 0);
      printNote(`              (zonder verpakking: ${formatNumber(unpacked / 1000)} kB)`);
    } finally {
      await product.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
