import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packHeader, REQUEST_HEADER, signRequest, unpackHeader } from "../src/keyholder/client.ts";
import type { Evaluator } from "../src/keyholder/evaluator.ts";
import { PURPOSES, toBase64Url } from "../src/keyholder/index.ts";
import { evaluateInput, parseInput } from "../src/keyholder/input.ts";
import { activeStudy, clientAt, commitmentOf, requestFor, STUDY, startTable } from "../src/keyholder/testing.ts";
import {
  formatNumber,
  formatSpread,
  median,
  printConditions,
  printNote,
  printTable,
  printVerdict,
  timed,
} from "./measure.ts";

/**
 * What counting costs at a key holder: parse, check the signature, quota, ledger with fsync, receipt; everything but
 * the curve arithmetic, which is measured elsewhere. Against a program that only appends the same bytes and syncs.
 */

const ROUNDS = 5;
const BATCHES = 48;
const TARGET = 20_000;
const SIDE_BY_SIDE = 8;

/** Elements come back as they were: no arithmetic, and no decoding of points either. */
const proof = new Uint8Array(64);
const echo: Evaluator = { evaluate: async (_share, _public, blinded) => ({ evaluated: blinded, proof }) };

interface Batch {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly header: string;
}

type Send = (batch: Batch) => Promise<unknown>;

/** Runs all batches with so many under way at once. */
async function runBatches(batches: readonly Batch[], together: number, send: Send): Promise<void> {
  const waiting = [...batches];
  const lane = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) await send(batch);
  };
  await Promise.all(Array.from({ length: together }, lane));
}

/** A holder with a study in it, and batches that are signed beforehand: signing is the partner's work. */
async function openTable(cleaner: { after(work: () => unknown): void }) {
  const table = await startTable(cleaner, { evaluator: echo, limits: { ceiling: () => 1e12 } });
  const charter = await activeStudy(table, STUDY, 1e11);
  const bank = table.cast.by("bank");
  await clientAt(table, 0).commit(commitmentOf(charter, "bank", 1e11), bank);
  let batch = 0;
  const prepare = (size: number): Batch[] =>
    Array.from({ length: BATCHES }, () => {
      batch += 1;
      const body = new Uint8Array(size * 32);
      new DataView(body.buffer).setUint32(0, batch);
      const signed = signRequest(PURPOSES.evaluate, requestFor(charter, "bank", batch, body), bank);
      return { body, header: packHeader(signed) };
    });
  const [running] = table.holders;
  if (running === undefined) throw new Error("no holder");
  const direct: Send = async ({ body, header }) => {
    const signed = parseInput(evaluateInput, unpackHeader(header));
    const answer = await running.holder.evaluate(signed, async () => body);
    return packHeader({ proof: toBase64Url(answer.proof), receipt: answer.receipt });
  };
  const address = new URL(`/v1/studies/${STUDY}/evaluate`, running.url);
  const overHttp: Send = async ({ body, header }) => {
    const answer = await fetch(address, { method: "POST", body, headers: { [REQUEST_HEADER]: header } });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.arrayBuffer();
  };
  return { prepare, direct, overHttp, ledger: join(table.dirs[0] ?? "", "ledger.jsonl") };
}

/** The peer: the same line for each batch, appended and synced, without signature, chain, quota or receipt. */
async function bareAppend(folder: string, line: string): Promise<void> {
  const handle = await open(join(folder, "kaal"), "a");
  for (let batch = 0; batch < BATCHES; batch += 1) {
    await handle.appendFile(line);
    await handle.datasync();
  }
  await handle.close();
}

interface Rates {
  readonly alone: number[];
  readonly together: number[];
  readonly http: number[];
  readonly peer: number[];
}

async function measure(size: number, folder: string, table: Awaited<ReturnType<typeof openTable>>): Promise<Rates> {
  const rates: Rates = { alone: [], together: [], http: [], peer: [] };
  const rate = async (work: () => Promise<void>): Promise<number> => (BATCHES * size * 1000) / (await timed(work));
  // The first round warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [one, two, three] = [table.prepare(size), table.prepare(size), table.prepare(size)];
    const found = {
      alone: await rate(() => runBatches(one, 1, table.direct)),
      together: await rate(() => runBatches(two, SIDE_BY_SIDE, table.direct)),
      http: await rate(() => runBatches(three, SIDE_BY_SIDE, table.overHttp)),
    };
    const line = `${readFileSync(table.ledger, "utf8").trimEnd().split("\n").at(-1)}\n`;
    const peer = await rate(() => bareAppend(folder, line));
    if (round === 0) continue;
    rates.alone.push(found.alone);
    rates.together.push(found.together);
    rates.http.push(found.http);
    rates.peer.push(peer);
  }
  return rates;
}

function report(size: number, rates: Rates): void {
  const row = (label: string, ours: readonly number[]) => [
    label,
    formatSpread(ours, 0),
    `${formatNumber(median(ours) / median(rates.peer), 2)}×`,
  ];
  printNote(`\nReeksen van ${formatNumber(size, 0)} elementen`);
  printTable(
    ["mediaan (kleinste–grootste), elementen per seconde", "", "tegenover kaal"],
    [
      row("kaal: dezelfde regel toevoegen en fsync", rates.peer),
      row("sleutelhouder, één reeks tegelijk", rates.alone),
      row(`sleutelhouder, ${SIDE_BY_SIDE} reeksen tegelijk`, rates.together),
      row(`sleutelhouder over HTTP, ${SIDE_BY_SIDE} reeksen tegelijk`, rates.http),
    ],
  );
  printNote("");
  const slowest = median(rates.alone);
  printVerdict(
    `boekhouding, reeksen van ${formatNumber(size, 0)}, minstens ${formatNumber(TARGET, 0)} elementen/s`,
    `${formatNumber(slowest, 0)}/s`,
    slowest >= TARGET,
  );
}

export async function run(): Promise<void> {
  printConditions("Grootboek van de sleutelhouder: tellen zonder rekenwerk");
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-bench-"));
  const cleanings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const table = await openTable({ after: (work) => void cleanings.push(work) });
    for (const size of [8192, 1024]) report(size, await measure(size, folder, table));
  } finally {
    for (const clean of cleanings.reverse()) await clean();
  }
}
