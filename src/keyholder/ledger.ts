import { type FileHandle, open } from "node:fs/promises";
import { nextRow } from "./chain.ts";
import { HolderError } from "./errors.ts";
import type { FullRow, Walk } from "./walk.ts";
import type { LedgerEntry } from "./wire.ts";

/**
 * The ledger on disk: append-only lines, each durable before anything is answered that rests on it. Appending is
 * immediate and in order; the disk follows in groups, so that requests side by side share one fsync.
 */
export interface Ledger {
  readonly last: FullRow | null;
  /** Gives the row its place. It is durable once settled() has returned. @throws HolderError storageFailed. */
  append(entry: LedgerEntry): FullRow;
  /** Waits until everything appended so far is on disk. @throws HolderError storageFailed. */
  settled(): Promise<void>;
  /** Rows from a position on, as they stand on disk. */
  read(from: number, most: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly file: string;
  /** The walk over the file that went before, without a fault. */
  readonly walk: Walk;
  readonly now: () => Date;
  /** After rows are on disk: the last of them. */
  readonly onDurable: (row: FullRow) => void;
}

interface Waiter {
  readonly position: number;
  resolve(): void;
  reject(error: Error): void;
}

const OWNER_FILE = 0o600;

/** Cuts off a last line that was broken off; it was never answered for. */
async function openFile({ file, walk }: LedgerOptions): Promise<FileHandle> {
  const handle = await open(file, "a+", OWNER_FILE);
  if (walk.torn > 0) {
    await handle.truncate(walk.ends.at(-1) ?? 0);
    await handle.sync();
  }
  return handle;
}

/** Opens the ledger for writing. The folder must be locked by this process. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const handle = await openFile(options);
  const ends = [...options.walk.ends];
  let { last } = options.walk;
  let durable = ends.length - 1;
  let queue: FullRow[] = [];
  let waiters: Waiter[] = [];
  let flushing: Promise<void> | null = null;
  let failed = false;

  function settle(): void {
    const ready = waiters.filter(({ position }) => position <= durable);
    waiters = waiters.filter(({ position }) => position > durable);
    for (const { resolve } of ready) resolve();
  }

  /** After a failed write nobody knows what is on disk: stop, and let a restart find out. */
  function fail(): void {
    failed = true;
    for (const { reject } of waiters) reject(new HolderError("storageFailed"));
    waiters = [];
  }

  async function writeGroup(group: readonly FullRow[]): Promise<void> {
    const lines = group.map((row) => Buffer.from(`${JSON.stringify(row)}\n`, "utf8"));
    await handle.appendFile(Buffer.concat(lines));
    await handle.datasync();
    let end = ends.at(-1) ?? 0;
    for (const { length } of lines) {
      end += length;
      ends.push(end);
    }
    const written = group.at(-1);
    if (written === undefined) return;
    durable = written.position;
    options.onDurable(written);
  }

  async function flush(): Promise<void> {
    // One turn of the event loop: who arrives in it joins the group.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (queue.length > 0) {
        const group = queue;
        queue = [];
        await writeGroup(group);
        settle();
      }
    } catch {
      fail();
    }
    flushing = null;
  }

  return {
    get last() {
      return last;
    },
    append(entry) {
      if (failed) throw new HolderError("storageFailed");
      const row: FullRow = { ...nextRow(last, options.now().toISOString(), entry), entry };
      last = row;
      queue.push(row);
      flushing ??= flush();
      return row;
    },
    settled() {
      if (failed) return Promise.reject(new HolderError("storageFailed"));
      const position = last?.position ?? -1;
      if (position <= durable) return Promise.resolve();
      return new Promise((resolve, reject) => waiters.push({ position, resolve, reject }));
    },
    async read(from, most) {
      const to = Math.min(from + most, ends.length);
      if (from >= to) return [];
      const start = from === 0 ? 0 : (ends[from - 1] ?? 0);
      const bytes = Buffer.alloc((ends[to - 1] ?? start) - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes.toString("utf8").trimEnd().split("\n");
    },
    async close() {
      await flushing;
      await handle.close();
    },
  };
}
