import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "./canonical.ts";
import { makeFolder, readText, wipeFile, writeWhole } from "./files.ts";
import { messages } from "./messages.nl.ts";
import { fromBase64Url, toBase64Url } from "./signing.ts";

/**
 * The folder that may not be in any backup, and that says so to backup programs. Per study it holds a key-encryption key (<study>.kek) and the shares under
 * it (<study>.share, AES-256-GCM); destroying a study overwrites and removes both. Beside them stands the last row of the
 * ledger that was on disk (head): a ledger that was put back from a backup is recognised by it, because it would hand
 * out the same quota twice.
 */
export interface Keystore {
  /** The share, or null when it is not here (any more). Do not change or keep the bytes. */
  share(study: string, type: string): Uint8Array | null;
  keep(study: string, type: string, share: Uint8Array): void;
  destroy(study: string): void;
  /** Null when this folder has never seen a ledger. @throws StoreError when it cannot be read. */
  head(): Head | null;
  rememberHead(row: Head): void;
  close(): void;
}

/** A file of the keystore is not what it was. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const shareFile = z.object({ format: z.literal("rondetafel-share/1"), shares: z.record(z.string(), z.string()) });

/** A share can only be opened as that of its own study and type. */
const bound = (study: string, type: string): Buffer => Buffer.from(canonicalJson({ study, type }), "utf8");

function seal(key: Uint8Array, study: string, type: string, share: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound(study, type));
  const box = Buffer.concat([cipher.update(share), cipher.final()]);
  return toBase64Url(Buffer.concat([nonce, cipher.getAuthTag(), box]));
}

function unseal(key: Uint8Array, study: string, type: string, text: string): Uint8Array {
  const sealed = fromBase64Url(text);
  if (sealed === null || sealed.length <= NONCE_BYTES + TAG_BYTES) throw new StoreError("share");
  const cipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bound(study, type))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return new Uint8Array(Buffer.concat([cipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]));
  } catch {
    throw new StoreError("share");
  }
}

/** Fixed width, so that it is always overwritten in place: position, hash. */
const POSITION_DIGITS = 16;
const HEAD_FILE = "head";
const headText = ({ position, hash }: Head): string => `${String(position).padStart(POSITION_DIGITS, "0")} ${hash}\n`;

interface Head {
  readonly position: number;
  readonly hash: string;
}

/**
 * The last row that this keystore knows to be on disk; null when it has never seen one.
 * @throws StoreError when the file is not what it was.
 */
export function readHead(folder: string): Head | null {
  const text = readText(join(folder, HEAD_FILE));
  if (text === null || text === "") return null;
  const found = /^(\d{16}) ([0-9a-f]{64})\n$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) throw new StoreError("head");
  return { position: Number(found[1]), hash: found[2] };
}

function openHead(folder: string) {
  const file = join(folder, HEAD_FILE);
  closeSync(openSync(file, "a", 0o600));
  const handle = openSync(file, "r+");
  return {
    // Not forced to disk: after kill -9 it is there, after a power cut it may lag, which is safe.
    write: (row: Head): void => void writeSync(handle, headText(row), 0),
    close: (): void => closeSync(handle),
  };
}

const TAG_FILE = "CACHEDIR.TAG";
/** https://bford.info/cachedir: tar (--exclude-caches-all), restic and borg leave out a folder with this in it. */
const TAG_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";

/** Opens the keystore folder; makes it, for its owner alone, when it is not there. */
export function openKeystore(folder: string): Keystore {
  makeFolder(folder);
  if (readText(join(folder, TAG_FILE)) === null)
    writeWhole(join(folder, TAG_FILE), `${TAG_SIGNATURE}\n${messages.start.keystoreTag}`);
  const head = openHead(folder);
  const open = new Map<string, Uint8Array>();
  const cacheKey = (study: string, type: string): string => JSON.stringify([study, type]);
  const files = (study: string) => ({ kek: join(folder, `${study}.kek`), share: join(folder, `${study}.share`) });

  function readKek(study: string): Uint8Array | null {
    const text = readText(files(study).kek);
    return text === null ? null : fromBase64Url(text.trim(), KEY_BYTES);
  }

  function readShares(study: string): Readonly<Record<string, string>> {
    const text = readText(files(study).share);
    if (text === null) return {};
    try {
      return shareFile.parse(JSON.parse(text)).shares;
    } catch {
      throw new StoreError("share");
    }
  }

  function share(study: string, type: string): Uint8Array | null {
    const known = open.get(cacheKey(study, type));
    if (known !== undefined) return known;
    const [kek, sealed] = [readKek(study), readShares(study)[type]];
    if (kek === null || sealed === undefined) return null;
    const found = unseal(kek, study, type, sealed);
    kek.fill(0);
    open.set(cacheKey(study, type), found);
    return found;
  }

  function keep(study: string, type: string, value: Uint8Array): void {
    const known = readKek(study);
    const kek = known ?? new Uint8Array(randomBytes(KEY_BYTES));
    if (known === null) writeWhole(files(study).kek, `${toBase64Url(kek)}\n`);
    const shares = { ...(known === null ? {} : readShares(study)), [type]: seal(kek, study, type, value) };
    kek.fill(0);
    writeWhole(files(study).share, `${JSON.stringify({ format: "rondetafel-share/1", shares })}\n`);
  }

  function forget(study: string): void {
    for (const [key, value] of open) {
      const [of] = JSON.parse(key) as [string, string];
      if (of !== study) continue;
      value.fill(0);
      open.delete(key);
    }
  }

  return {
    share,
    keep,
    destroy(study) {
      forget(study);
      // The key first: without it the other file is noise.
      wipeFile(files(study).kek);
      wipeFile(files(study).share);
    },
    head: () => readHead(folder),
    rememberHead: head.write,
    close: head.close,
  };
}
