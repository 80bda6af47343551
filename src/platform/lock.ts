import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The data folder is in use by a living process. */
export class FolderLockedError extends Error {}

export interface FolderLock {
  release(): void;
}

const LOCK_FILE = "rondetafel.lock";
const HOLDER_FILE = "rondetafel.lock.json";

/** Who holds it, as far as known: only for the sentence; the lock itself is the operating system's. */
function holderOf(folder: string): string {
  const file = join(folder, HOLDER_FILE);
  if (!existsSync(file)) return "";
  try {
    const { pid, host, since } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    return ` (proces ${pid} op ${host}, sinds ${since})`;
  } catch {
    return "";
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}

/**
 * Takes the data folder for this process alone; two processes on the embedded engine would destroy the data.
 * The lock is that of an open SQLite file: the kernel drops it when the process dies, also after kill -9, so there is
 * no stale lock to judge, no process number that another container has too, and of two starts exactly one wins.
 * Put the engine's files in a folder below `folder`, not beside the lock. Network drives without locks are not safe.
 * @throws FolderLockedError with a Dutch sentence when a living process has it.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new FolderLockedError(
      `De gegevensmap ${folder} is al in gebruik door een andere Rondetafel${holderOf(folder)}. Stop die eerst, of kies met DATA_DIR een andere map.`,
    );
  }
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(join(folder, HOLDER_FILE), JSON.stringify(holder));
  return {
    release: () => {
      if (lock.isOpen) lock.close();
    },
  };
}
