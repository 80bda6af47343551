import { messages } from "./messages.nl.ts";

export type Phase = "commit" | "evaluate" | "write";

export interface Progress {
  /** `total`: how much there is to do, when that is known. */
  readonly begin: (phase: Phase, total: number | null) => void;
  readonly advance: (amount: number) => void;
  readonly end: () => void;
}

export interface Terminal {
  readonly isTTY: boolean;
  readonly write: (text: string) => void;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
}

const WIDTH = 30;
/** How often a line is written; a terminal can be redrawn more often than a log. */
const EVERY = { tty: 200, log: 10_000 };

const bar = (share: number): string => "█".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, "░");

/** A bar with an estimate on a terminal, a plain line now and then elsewhere. Counts only; never a value. */
export function createProgress({ isTTY, write, now }: Terminal): Progress {
  let [phase, total, done, started, shown]: [Phase | null, number | null, number, number, number] = [
    null,
    null,
    0,
    0,
    0,
  ];

  function line(): string {
    if (phase === null) return "";
    if (total === null || total === 0) return messages.progress.counted(phase, done);
    const seconds = done === 0 ? null : ((now() - started) / 1000 / done) * (total - done);
    const share = Math.min(1, done / total);
    return messages.progress.part(phase, isTTY ? bar(share) : "", share, seconds);
  }
  function show(isLast: boolean): void {
    const pause = isTTY ? EVERY.tty : EVERY.log;
    if (phase === null || (!isLast && now() - shown < pause)) return;
    shown = now();
    if (isTTY) write(`\r\u001b[2K${line()}${isLast ? "\n" : ""}`);
    else write(`${line()}\n`);
  }

  return {
    begin: (next, amount) => {
      show(true);
      [phase, total, done, started, shown] = [next, amount, 0, now(), now()];
    },
    advance: (amount) => {
      done += amount;
      show(false);
    },
    end: () => {
      show(true);
      phase = null;
    },
  };
}

export const silent: Progress = { begin: () => {}, advance: () => {}, end: () => {} };
