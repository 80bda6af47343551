import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { calendarDay } from "../src/platform/clock.ts";

/** What every benchmark does alike: time, take the middle, print. Writes to the terminal only. */

const say = (line = ""): void => void process.stdout.write(`${line}\n`);

/** The value below which the share `part` (0 to 1) of the values lies; nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Middle value: one disturbed round does not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Times `work` so many times, one after the other. */
export async function timedRounds(rounds: number, work: (round: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timed(() => work(round)));
  return times;
}

export const formatNumber = (value: number, digits = 1): string =>
  value.toLocaleString("nl-NL", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** "12,3 (11,9–14,0)": the middle with the spread, so that noise shows. */
export const formatSpread = (values: readonly number[], digits = 1): string =>
  `${formatNumber(median(values), digits)} (${formatNumber(Math.min(...values), digits)}–${formatNumber(Math.max(...values), digits)})`;

/** A table in Markdown with columns of equal width: reads in a terminal and can be pasted into a document. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => (row[column] ?? "").length), 3),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  say();
  say(line(header));
  say(line(widths.map((width) => "-".repeat(width))));
  for (const row of rows) say(line(row));
}

/** One line per target: what was asked, what it came to, met or not. */
export function printVerdict(target: string, measured: string, met: boolean): void {
  say(`${met ? "gehaald     " : "niet gehaald"}  ${target}: ${measured}`);
}

export const printNote = (line: string): void => say(line);

/** First line of what a program prints about itself; null when it is not there. */
export function versionOf(command: string, ...options: readonly string[]): string | null {
  try {
    const text = execFileSync(command, options, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return text.split("\n")[0]?.trim() ?? null;
  } catch {
    return null;
  }
}

function systemName(): string {
  const file = "/etc/os-release";
  const found = existsSync(file) ? /^PRETTY_NAME="(.*)"$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return found ?? process.platform;
}

/** Where and when: without it a figure says nothing. */
export function printConditions(title: string, ...versions: readonly (string | null)[]): void {
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => formatNumber(value, 2));
  say(`== ${title} ==`);
  say(`Datum     ${calendarDay(new Date())}`);
  say(`Machine   ${availableParallelism()} kernen (${cpus()[0]?.model ?? "onbekend"}), ${memory} GiB, ${systemName()}`);
  say(`Versies   ${[`Node ${process.version}`, ...versions.filter((one) => one !== null)].join(" · ")}`);
  say(`Belasting ${load.join(" / ")} (gemiddeld over 1, 5 en 15 minuten, vóór de meting)`);
}
