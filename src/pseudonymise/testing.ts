import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CharterCore,
  charterDocument,
  createHolderClient,
  generateSigningKey,
  OPERATOR,
  type RunningKeyHolder,
  type SignedCharter,
  type SigningKey,
  shareKey,
  signCharter,
  startKeyHolder,
  toBase64Url,
} from "../keyholder/index.ts";
import { createSuite, openBackend } from "../oprf/index.ts";
import { runCommand } from "./cli.ts";
import { Stop, type StopReason } from "./errors.ts";
import { luhnDigit } from "./normalisers/device.ts";
import { normaliserFor, normaliserHash } from "./normalisers/index.ts";
import { silent } from "./progress.ts";

/** Two key holders as real processes, two data holders, and a study that is open today. For tests and benchmarks. */
export interface Cleaner {
  after(work: () => unknown): void;
}

export function temporaryFolder(cleaner: Cleaner): string {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-pseudonymise-"));
  cleaner.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

export interface HolderProcess {
  readonly url: string;
  readonly dir: string;
  readonly child: ChildProcess;
  /** As a power cut: no chance to tidy up. Resolves when it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

export interface HolderSettings {
  readonly operatorKey: string;
  readonly partners: Readonly<Record<string, string>>;
  readonly name: string;
  /** More of the environment, for a benchmark. */
  readonly env?: Readonly<Record<string, string>>;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error("the key holder did not start");
    const ready = await fetch(`${url}/v1/holder`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the key holder does not answer");
}

/** Enrols the partners, then serves in a process of its own. */
export async function startHolderProcess(cleaner: Cleaner, settings: HolderSettings): Promise<HolderProcess> {
  const dir = temporaryFolder(cleaner);
  const enrolling = await startKeyHolder({ name: settings.name, dir, port: 0, operatorKey: settings.operatorKey });
  for (const [partner, key] of Object.entries(settings.partners)) await enrolling.enrol(partner, key);
  await enrolling.close();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    KEYHOLDER_NAME: settings.name,
    KEYHOLDER_DIR: dir,
    KEYHOLDER_PORT: String(port),
    KEYHOLDER_OPERATOR_KEY: settings.operatorKey,
    ...settings.env,
  };
  const launch = (): ChildProcess =>
    spawn(process.execPath, ["--import", "tsx", "src/keyholder.ts", "serve"], { env, stdio: "ignore" });
  let child = launch();
  cleaner.after(() => void child.kill("SIGKILL"));
  await answers(url, child);
  return {
    url,
    dir,
    get child() {
      return child;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await gone(child);
    },
    start: async () => {
      child = launch();
      await answers(url, child);
    },
  };
}

export type PartnerName = "bank" | "telecom";
export const PARTNER_NAMES: readonly PartnerName[] = ["bank", "telecom"];

export interface Table {
  readonly cleaner: Cleaner;
  readonly holders: readonly Pick<HolderProcess, "url">[];
  readonly operator: SigningKey;
  readonly keys: Readonly<Record<PartnerName, SigningKey>>;
}

const castKeys = () => {
  const [operator, bank, telecom] = [generateSigningKey(), generateSigningKey(), generateSigningKey()];
  return { operator, keys: { bank, telecom }, partners: { bank: bank.publicKey, telecom: telecom.publicKey } };
};

const NAMES = ["Trustkantoor", "Rijksdienst", "Notariaat"];

/** Holders in processes of their own; two unless it says otherwise. */
export async function startProcessTable(
  cleaner: Cleaner,
  env: Readonly<Record<string, string>> = {},
  seats: 2 | 3 = 2,
): Promise<Table & { readonly holders: readonly HolderProcess[] }> {
  const { operator, keys, partners } = castKeys();
  const start = (name: string): Promise<HolderProcess> =>
    startHolderProcess(cleaner, { name, operatorKey: operator.publicKey, partners, env });
  const holders = await Promise.all(NAMES.slice(0, seats).map(start));
  return { cleaner, holders, operator, keys };
}

/** Holders in this process: quicker to start. */
export async function startTable(
  cleaner: Cleaner,
  now: () => Date = () => new Date(),
  seats: 2 | 3 = 2,
): Promise<Table & { readonly holders: readonly RunningKeyHolder[] }> {
  const { operator, keys, partners } = castKeys();
  const start = async (name: string) => {
    const pace = { elementsPerSecond: 1e9, burst: 1e9 };
    const dir = temporaryFolder(cleaner);
    const holder = await startKeyHolder({ name, dir, port: 0, operatorKey: operator.publicKey, pace, now });
    for (const [partner, key] of Object.entries(partners)) await holder.enrol(partner, key);
    cleaner.after(() => holder.close());
    return holder;
  };
  return { cleaner, holders: await Promise.all(NAMES.slice(0, seats).map(start)), operator, keys };
}

export interface StudyOptions {
  readonly study?: string;
  readonly type?: string;
  readonly ceiling?: number;
  readonly canaries?: readonly (readonly string[])[];
  readonly coarsening?: Readonly<Record<string, unknown>>;
  readonly change?: (core: CharterCore) => CharterCore;
}

const CANARIES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  iban: [["NL91ABNA0417164300", "nl91 abna 0417 1643 00"]],
  phone: [["+31612345678", "0031 6 12345678"]],
};

export const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What the charter says of the key: the sum of two, or of three of which two are enough. */
async function makeKey(table: Table, study: string, type: string) {
  const by = { signer: OPERATOR, privateKey: table.operator.privateKey };
  const clients = table.holders.map(({ url }) => createHolderClient(url));
  if (clients.length > 2) return shareKey(clients, study, type, by);
  const suite = createSuite(await openBackend(), "voprf");
  const shares = (
    await Promise.all(clients.map((client) => client.createKeys(study, [{ type, sharing: "additive" }], by)))
  ).flat();
  const publicShares = shares.map(({ publicShare }) => new Uint8Array(Buffer.from(publicShare, "base64url")));
  return {
    sharing: "additive" as const,
    shares: shares.map(({ holder, publicShare, proofOfPossession }) => ({ holder, publicShare, proofOfPossession })),
    jointKey: toBase64Url(suite.addPublicKeys(...publicShares)),
  };
}

/** A study with a charter that everybody has signed and all holders have taken. */
export async function openStudy(table: Table, options: StudyOptions = {}): Promise<SignedCharter> {
  const { study = "verdachte-toestellen", type = "iban", ceiling = 10_000_000 } = options;
  const normaliser = normaliserFor(type);
  if (normaliser === null) throw new Error("unknown type");
  const clients = table.holders.map(({ url }) => createHolderClient(url));
  const key = await makeKey(table, study, type);
  const infos = await Promise.all(clients.map((client) => client.holder()));
  const core: CharterCore = {
    format: "rondetafel-charter/1",
    study,
    starts: dayFromNow(-2),
    ends: dayFromNow(30),
    parties: PARTNER_NAMES.map((partner) => ({
      partner,
      name: partner === "bank" ? "De Bank" : "De Telecom",
      role: "dataHolder",
      signingKey: table.keys[partner].publicKey,
    })),
    holders: infos.map(({ holder, name, receiptKey }, place) => ({
      holder,
      name,
      url: table.holders[place]?.url ?? "",
      receiptKey,
    })),
    identifiers: [
      {
        type,
        normaliser: { name: normaliser.name, version: normaliser.version, hash: normaliserHash(normaliser) },
        ceiling,
        ...key,
        canaries: options.canaries ?? CANARIES[type] ?? [],
      },
    ],
  };
  const fields = { coarsening: { day: "week", amountBand: 10, typologies: ["aankoopfraude"], ...options.coarsening } };
  const whole = { ...(options.change?.(core) ?? core), fields } as CharterCore;
  const signed = signByAll(table, whole);
  for (const client of clients) await client.offerCharter(study, signed);
  return signed;
}

export function signByAll({ keys }: Pick<Table, "keys">, core: CharterCore): SignedCharter {
  const { document, hash } = charterDocument(core);
  const signatures = PARTNER_NAMES.map((partner) => ({
    partner,
    signature: signCharter(core.study, hash, keys[partner].privateKey),
  }));
  return { document, hash, signatures };
}

/** A valid Dutch IBAN, the same for the same number. */
export function ibanOf(number: number): string {
  const bban = `TEST${String(number).padStart(10, "0")}`;
  const digits = [...`${bban}NL00`].map((sign) => Number.parseInt(sign, 36)).join("");
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return `NL${String(98 - rest).padStart(2, "0")}${bban}`;
}

export const imeiOf = (number: number): string => {
  const body = `35${String(number).padStart(12, "0")}`;
  return `${body}${luhnDigit(body)}`;
};

/** Lines of a source: number → IBAN, each `repeat` times, with a case, a day, an amount and a label. */
export function sourceLines(from: number, to: number, repeat = 1): string[] {
  const lines = ["IBAN;Klant;Datum;Bedrag;Label;Soort"];
  for (let time = 0; time < repeat; time += 1)
    for (let number = from; number < to; number += 1) {
      const day = String(1 + ((number + time) % 28)).padStart(2, "0");
      const isFraud = number % 10 === 0;
      lines.push(
        `${ibanOf(number)};klant-${number};2026-03-${day};${(number % 500) + 0.49};${isFraud ? 1 : 0};${isFraud ? "aankoopfraude" : ""}`,
      );
    }
  return lines;
}

export const MAPPING = {
  columns: { identifier: "IBAN", subject: "Klant", date: "Datum", amount: "Bedrag", label: "Label", typology: "Soort" },
  labels: { fraud: ["1"], clean: ["0"] },
};

/** What a partner has on disk: key, charter, source and mapping; and the command line that runs the tool on them. */
export function layOut(
  folder: string,
  charter: SignedCharter,
  key: SigningKey,
  lines: readonly string[],
  {
    partner = "bank",
    type = "iban",
    mapping = MAPPING as unknown,
  }: { partner?: string; type?: string; mapping?: unknown } = {},
): string[] {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("sleutel.json"), JSON.stringify(key), { mode: 0o600 });
  writeFileSync(at("protocol.json"), JSON.stringify(charter));
  writeFileSync(at("bron.csv"), `${lines.join("\n")}\n`);
  writeFileSync(at("kolommen.json"), JSON.stringify(mapping));
  return [
    ...["--protocol", at("protocol.json"), "--partner", partner, "--soort", type, "--sleutel", at("sleutel.json")],
    ...["--bron", at("bron.csv"), "--kolommen", at("kolommen.json"), "--uit", at("levering")],
  ];
}

export interface Done {
  readonly folder: string;
  readonly args: readonly string[];
  readonly lines: readonly string[];
}

export async function command(name: string, args: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  await runCommand([name, ...args], { out: (line) => void lines.push(line), progress: silent });
  return lines;
}

/** Lays a partner's folder out and runs the tool in it, in this process and without threads. */
export async function run(
  table: Pick<Table, "keys" | "cleaner">,
  charter: SignedCharter,
  lines: readonly string[],
  partner: PartnerName = "bank",
  extra: readonly string[] = [],
  options: { type?: string; mapping?: unknown } = {},
): Promise<Done> {
  const folder = temporaryFolder(table.cleaner);
  const args = [
    ...layOut(folder, charter, table.keys[partner], lines, { partner, ...options }),
    "--threads",
    "0",
    ...extra,
  ];
  return { folder, args, lines: await command("draai", args) };
}

/** Fails unless the work stops for this reason, with a sentence like this one. */
export const stopsFor = (work: Promise<unknown>, reason: StopReason, sentence: RegExp): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof Stop, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, sentence);
    return true;
  });
