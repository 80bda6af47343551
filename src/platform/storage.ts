import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, type ReadStream, type WriteStream } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Files of ours in one folder. Names are parts of a path made by code; anything that could climb out is refused. What
 * is written is either wholly there or not at all, and only our own user can read it.
 */
export interface Storage {
  /** Where a file stands on disk, for a process that is handed the path. */
  pathOf(...name: string[]): string;
  read(...name: string[]): Promise<Buffer | null>;
  exists(...name: string[]): Promise<boolean>;
  /** Writes beside, syncs and renames: after a crash the old or the new file is there. */
  write(name: readonly string[], bytes: Uint8Array): Promise<void>;
  /** Writes over the bytes of a file in place and syncs: for what must not be found again. */
  overwrite(name: readonly string[], bytes: Uint8Array): Promise<void>;
  readStream(...name: string[]): ReadStream;
  /** A stream into a file that does not exist yet; rename it into place when it is whole. */
  writeStream(...name: string[]): Promise<WriteStream>;
  move(from: readonly string[], to: readonly string[]): Promise<void>;
  list(...name: string[]): Promise<string[]>;
  /** Removes a file or a whole folder; what is not there is fine. */
  remove(...name: string[]): Promise<void>;
}

const SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

function checked(root: string, name: readonly string[]): string {
  if (name.length === 0 || !name.every((part) => SAFE.test(part))) throw new Error("Deze bestandsnaam kan niet.");
  return join(root, ...name);
}

async function ensureFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** `root` is made when it is needed. */
export function createStorage(root: string): Storage {
  const at = (name: readonly string[]): string => checked(root, name);
  return {
    pathOf: (...name) => at(name),
    read: (...name) =>
      readFile(at(name)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    exists: (...name) =>
      access(at(name)).then(
        () => true,
        () => false,
      ),
    write: async (name, bytes) => {
      const path = at(name);
      await ensureFolder(path);
      const beside = `${path}.${randomBytes(6).toString("hex")}`;
      const file = await open(beside, "wx", PRIVATE_FILE);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, path);
      await syncFolder(path);
    },
    overwrite: async (name, bytes) => {
      const file = await open(at(name), "r+");
      try {
        await file.write(bytes, 0, bytes.length, 0);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    readStream: (...name) => createReadStream(at(name)),
    writeStream: async (...name) => {
      const path = at(name);
      await ensureFolder(path);
      return createWriteStream(path, { mode: PRIVATE_FILE, flush: true });
    },
    move: async (from, to) => {
      await ensureFolder(at(to));
      await rename(at(from), at(to));
      await syncFolder(at(to));
    },
    list: async (...name) =>
      readdir(name.length === 0 ? root : at(name)).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      }),
    remove: (...name) => rm(at(name), { recursive: true, force: true }),
  };
}
