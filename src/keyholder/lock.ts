import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "./files.ts";
import { messages } from "./messages.nl.ts";
import { StartError } from "./start.ts";

const LOCK_FILE = "lock";
/** SQLITE_BUSY. */
const BUSY = 5;

/**
 * Takes the folder for this process alone: two holders on one ledger would count each for itself. The lock is that of
 * an open SQLite file, which the kernel drops when the process dies, however it dies.
 * @returns how to let go.
 * @throws StartError when a living process has it.
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  const lock = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if (error instanceof Error && "errcode" in error && error.errcode === BUSY)
      throw new StartError(messages.start.locked);
    throw error;
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}
