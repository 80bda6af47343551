import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Files that survive a crash, readable by their owner alone. */
const OWNER_FILE = 0o600;
const OWNER_FOLDER = 0o700;

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: OWNER_FOLDER });
}

/** Without it a rename or a removal may be undone by a power cut. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The text of a file, or null when it is not there. */
export const readText = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null);

/** Writes a file whole or not at all. */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  const handle = openSync(temporary, "wx", OWNER_FILE);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/**
 * Overwrites a file, removes it and waits until the folder has forgotten it. On a disk that moves blocks the old ones
 * may linger; that is why a share is encrypted and both files go.
 */
export function wipeFile(file: string): void {
  if (!existsSync(file)) return;
  const handle = openSync(file, "r+");
  try {
    const { size } = fstatSync(handle);
    writeSync(handle, randomBytes(size), 0, size, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  unlinkSync(file);
  syncFolder(dirname(file));
}

export const removeFile = (file: string): void => rmSync(file, { force: true });

export interface Line {
  readonly text: string;
  /** Offset of the byte after it. */
  readonly end: number;
  /** False for a last line without its line end: a write that was broken off. */
  readonly complete: boolean;
}

const READ_BYTES = 1 << 20;
const LINE_END = 0x0a;

/** The lines of a file, in blocks, so that a large file does not have to fit in memory. None when it is not there. */
export function* linesOf(file: string): Generator<Line> {
  if (!existsSync(file)) return;
  const handle = openSync(file, "r");
  try {
    const block = Buffer.alloc(READ_BYTES);
    let [rest, at] = [Buffer.alloc(0), 0];
    for (let read = readSync(handle, block); read > 0; read = readSync(handle, block)) {
      let bytes = Buffer.concat([rest, block.subarray(0, read)]);
      for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END)) {
        at += end + 1;
        yield { text: bytes.toString("utf8", 0, end), end: at, complete: true };
        bytes = bytes.subarray(end + 1);
      }
      rest = Buffer.from(bytes);
    }
    if (rest.length > 0) yield { text: rest.toString("utf8"), end: at + rest.length, complete: false };
  } finally {
    closeSync(handle);
  }
}
