import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createHolderClient, HolderError, LARGEST_REQUEST, type StudyLedger, signCharter } from "../keyholder/index.ts";
import { parseProof, verifyChainBundle, verifyReceipts } from "./bundle.ts";
import { openCharter, requireIdentifier } from "./charter.ts";
import type { Source } from "./commit.ts";
import { deliver } from "./deliver.ts";
import { dryRun, dryRunLines, refusedLines } from "./dryRun.ts";
import { Stop } from "./errors.ts";
import { createKeyFile, readKeyFile } from "./keys.ts";
import { messages } from "./messages.nl.ts";
import { parseManifest, verifyManifest } from "./output/manifest.ts";
import { createProgress, type Progress } from "./progress.ts";
import { readMapping } from "./reading/index.ts";
import { BATCH_SIZE, runPseudonymise } from "./run.ts";
import { openSample } from "./sample.ts";
import { WorkFolder } from "./work.ts";

/** Where a command speaks. Results go out, progress and errors beside it. */
export interface Voice {
  readonly out: (line: string) => void;
  readonly progress: Progress;
}

const OPTIONS = {
  bestand: { type: "string" },
  sleutel: { type: "string" },
  akkoord: { type: "string" },
  protocol: { type: "string" },
  partner: { type: "string" },
  soort: { type: "string" },
  bron: { type: "string" },
  kolommen: { type: "string" },
  bezwaren: { type: "string" },
  uit: { type: "string" },
  threads: { type: "string" },
  reeks: { type: "string" },
  platform: { type: "string" },
  grootboek: { type: "string", multiple: true },
  bewijs: { type: "string" },
  bladen: { type: "string" },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>["values"];
interface Given {
  readonly options: Options;
  readonly positionals: readonly string[];
}

function needed(options: Options, name: Exclude<keyof typeof OPTIONS, "grootboek">): string {
  const value = options[name];
  if (value === undefined || value === "") throw new Stop("usage", messages.optionMissing(name));
  return value;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Stop("file", messages.fileUnreadable(path));
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop("file", messages.fileUnreadable(path));
  }
}

function sourceOf(options: Options): Source {
  const { bezwaren } = options;
  const lines =
    bezwaren === undefined
      ? []
      : readText(bezwaren)
          .replace(/^\uFEFF/, "")
          .split(/\r?\n/);
  return {
    path: needed(options, "bron"),
    mapping: readMapping(needed(options, "kolommen")),
    objections: lines.map((line) => line.trim()).filter((line) => line !== ""),
  };
}

function makeKey({ options }: Given, { out }: Voice): void {
  const path = needed(options, "bestand");
  out(messages.keyMade(path, createKeyFile(path).publicKey));
}

const titleInput = z.object({ title: z.string() });

/** Shows what is signed; signs only when the hash is repeated, so that nobody signs what was not shown. */
function signIt({ options, positionals }: Given, { out }: Voice): void {
  const charter = openCharter(positionals[0] ?? needed(options, "protocol"));
  const { signing } = messages;
  const { core, hash } = charter;
  const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(", ");
  out(signing.study(core.study));
  const titled = titleInput.safeParse(JSON.parse(charter.signed.document));
  if (titled.success) out(signing.question(titled.data.title));
  out(signing.period(core.starts, core.ends));
  out(signing.parties(names(core.parties)));
  out(signing.holders(names(core.holders)));
  out(signing.types(core.identifiers.map(({ type }) => type).join(", ")));
  out(messages.dryRun.coarsening(charter.coarsening.day, charter.coarsening.amountBand));
  out(signing.hash(hash));
  if (options.akkoord === undefined) out(signing.confirm);
  else if (options.akkoord !== hash) throw new Stop("usage", signing.otherHash);
  else out(signing.signature(signCharter(core.study, hash, readKeyFile(needed(options, "sleutel")).privateKey)));
}

async function rehearse({ options }: Given, { out, progress }: Voice): Promise<void> {
  const charter = openCharter(needed(options, "protocol"));
  progress.begin("commit", null);
  const result = await dryRun(charter, needed(options, "soort"), sourceOf(options), progress.advance);
  progress.end();
  for (const line of dryRunLines(result, charter)) out(line);
}

function wholeNumber(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) throw new Stop("usage", messages.optionWrong);
  return value;
}

async function run({ options }: Given, { out, progress }: Voice): Promise<void> {
  const output = needed(options, "uit");
  const threads = wholeNumber(options.threads, 0, 256);
  const batchSize = wholeNumber(options.reeks, 1, LARGEST_REQUEST) ?? BATCH_SIZE;
  const { manifest } = await runPseudonymise({
    charter: openCharter(needed(options, "protocol")),
    partner: needed(options, "partner"),
    type: needed(options, "soort"),
    key: readKeyFile(needed(options, "sleutel")),
    source: sourceOf(options),
    output,
    threads,
    batchSize,
    progress,
  });
  out(messages.finished(manifest.rows, manifest.distinct, output));
  for (const line of refusedLines(manifest.refused)) out(line);
}

async function send({ options }: Given, { out }: Voice): Promise<void> {
  const key = readKeyFile(needed(options, "sleutel"));
  const sent = await deliver(needed(options, "uit"), needed(options, "platform"), key, out);
  out(messages.uploadDone(sent));
}

async function openLeaves({ options }: Given, { out }: Voice): Promise<void> {
  const charter = openCharter(needed(options, "protocol"));
  const wanted = requireIdentifier(charter, needed(options, "soort"));
  const key = readKeyFile(needed(options, "sleutel"));
  const indices = needed(options, "bladen").split(",").map(Number);
  const folder = new WorkFolder(needed(options, "uit"));
  const openings = await openSample(charter, wanted, sourceOf(options), key.privateKey, folder, indices);
  out(messages.sample.warning);
  for (const opening of openings) out(JSON.stringify(opening));
}

/** Judges everything it is given; throws the list of what does not hold. */
function check({ options }: Given, { out }: Voice): void {
  const { core, hash, operatorKey } = openCharter(needed(options, "protocol"));
  const problems: string[] = [];
  if (options.uit !== undefined) {
    const signed = parseManifest(readText(`${options.uit}/manifest.json`));
    const ledgers = (options.grootboek ?? []).map((path) => readJson(path) as StudyLedger);
    problems.push(...verifyManifest(signed, core, hash).sentences, ...verifyReceipts(signed, ledgers, core));
  }
  const proof = options.bewijs === undefined ? null : parseProof(readText(options.bewijs));
  const chain = verifyChainBundle(
    proof?.chain ?? [],
    proof?.witnessed ?? [],
    core,
    proof === null || operatorKey === null ? null : { head: proof.operator, signingKey: operatorKey },
  );
  problems.push(...chain.problems);
  if (problems.length > 0) throw new Stop("manifest", problems.join("\n"));
  out(messages.bundle.whole(chain.events, chain.witnesses));
}

/** A veto at the holders themselves, under the organisation's own key: for who does not want to rely on the platform. */
async function halt({ options }: Given, { out }: Voice): Promise<void> {
  const { core, hash } = openCharter(needed(options, "protocol"));
  const by = { signer: needed(options, "partner"), privateKey: readKeyFile(needed(options, "sleutel")).privateKey };
  const problems: string[] = [];
  for (const { url, name } of core.holders) {
    try {
      await createHolderClient(url).veto(core.study, hash, by);
      out(messages.stopped(name));
    } catch (error) {
      if (!(error instanceof HolderError)) throw error;
      problems.push(messages.notStopped(name, error.message));
    }
  }
  if (problems.length > 0) throw new Stop("holder", problems.join("\n"));
}

const COMMANDS: Readonly<Record<string, (given: Given, voice: Voice) => void | Promise<void>>> = {
  sleutel: makeKey,
  teken: signIt,
  proef: rehearse,
  draai: run,
  lever: send,
  controleer: check,
  stop: halt,
  monster: openLeaves,
  help: (_given, { out }) => out(messages.help),
};

/** Runs one command. Throws a Stop for what is expected to go wrong. */
export async function runCommand(argv: readonly string[], voice: Voice): Promise<void> {
  const [name = "help", ...rest] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Stop("usage", messages.unknownCommand(name));
  let given: Given;
  try {
    const { values, positionals } = parseArgs({ args: rest, options: OPTIONS, allowPositionals: true });
    given = { options: values, positionals };
  } catch {
    throw new Stop("usage", messages.optionWrong);
  }
  await command(given, voice);
}

/** The whole program: speaks Dutch, and never shows a stack trace or a value. Returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const write = (text: string): void => void process.stderr.write(text);
  const progress = createProgress({ isTTY: process.stderr.isTTY === true, write, now: () => performance.now() });
  try {
    await runCommand(argv, { out: (line) => void process.stdout.write(`${line}\n`), progress });
    return 0;
  } catch (error) {
    progress.end();
    write(`${error instanceof Stop ? error.message : messages.unexpected}\n`);
    return 1;
  }
}
