import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { EngineError } from "./failure.ts";
import { KEY_BYTES } from "./row.ts";

/**
 * Sealed files: AES-256-GCM in chunks, after the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
 *
 *   header   "RTSEAL1\0" (8) · file id (16, random) · plain bytes per chunk (u32 BE)
 *   chunk i  ciphertext · tag (16); every chunk but the last is full
 *
 * Each file has its own key, HKDF-SHA-256(data key, file id), so that a nonce can be a counter: 7 zero bytes · u32 BE
 * counter · last-chunk flag. A chunk that is missing, moved, cut or from another file or key does not verify; nothing
 * unverified is ever passed on.
 */
const MAGIC = Buffer.from("RTSEAL1\0", "latin1");
const ID_BYTES = 16;
const HEADER_BYTES = MAGIC.length + ID_BYTES + 4;
const TAG_BYTES = 16;
const DEFAULT_CHUNK = 1 << 20;
const LARGEST_CHUNK = 1 << 26;

function fileKey(dataKey: Uint8Array, fileId: Uint8Array): Buffer {
  if (dataKey.length !== KEY_BYTES) throw new EngineError("dataKey");
  return Buffer.from(hkdfSync("sha256", dataKey, fileId, "rondetafel/sealed/1", KEY_BYTES));
}

function nonce(counter: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(counter, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

/** Collects what is written until there is more than one chunk: whether a chunk is the last is only known afterwards. */
class Chunks {
  #parts: Buffer[] = [];
  #length = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  get length(): number {
    return this.#length;
  }

  take(size: number): Buffer {
    const all = this.#parts.length === 1 ? (this.#parts[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#parts);
    const rest = all.subarray(size);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    return all.subarray(0, size);
  }
}

/** A transform from plain bytes to a sealed file under the study's data key (32 bytes). */
export function sealWriter(dataKey: Uint8Array, chunkBytes = DEFAULT_CHUNK): Transform {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  randomBytes(ID_BYTES).copy(header, MAGIC.length);
  header.writeUInt32BE(chunkBytes, MAGIC.length + ID_BYTES);
  const key = fileKey(dataKey, header.subarray(MAGIC.length, MAGIC.length + ID_BYTES));
  const waiting = new Chunks();
  let counter = 0;
  const seal = (plain: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce(counter, last));
    if (counter === 0) cipher.setAAD(header);
    counter += 1;
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const stream = new Transform({
    transform(part: Buffer, _encoding, done: TransformCallback) {
      waiting.add(part);
      while (waiting.length > chunkBytes) this.push(seal(waiting.take(chunkBytes), false));
      done();
    },
    flush(done: TransformCallback) {
      done(null, seal(waiting.take(waiting.length), true));
    },
  });
  stream.push(header);
  return stream;
}

/** Opens the chunks of one file, in order. */
class Opener {
  readonly #dataKey: Uint8Array;
  #key: Buffer | null = null;
  #header: Buffer = Buffer.alloc(0);
  #counter = 0;
  sealedChunk = 0;

  constructor(dataKey: Uint8Array) {
    this.#dataKey = dataKey;
  }

  readHeader(header: Buffer): void {
    const size = header.readUInt32BE(MAGIC.length + ID_BYTES);
    const known = header.subarray(0, MAGIC.length).equals(MAGIC) && size > 0 && size <= LARGEST_CHUNK;
    if (!known) throw new EngineError("sealed");
    this.#header = header;
    this.#key = fileKey(this.#dataKey, header.subarray(MAGIC.length, MAGIC.length + ID_BYTES));
    this.sealedChunk = size + TAG_BYTES;
  }

  get hasHeader(): boolean {
    return this.#key !== null;
  }

  open(sealed: Buffer, last: boolean): Buffer {
    if (this.#key === null || sealed.length < TAG_BYTES) throw new EngineError("sealed");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, nonce(this.#counter, last));
    if (this.#counter === 0) decipher.setAAD(this.#header);
    this.#counter += 1;
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw new EngineError("sealed");
    }
    return plain;
  }
}

/** A transform from a sealed file to its plain bytes. Fails with EngineError "sealed" on anything but the whole file. */
export function openSealed(dataKey: Uint8Array): Transform {
  const opener = new Opener(dataKey);
  const waiting = new Chunks();
  const attempt = (done: TransformCallback, work: () => void): void => {
    try {
      work();
      done();
    } catch (error) {
      done(error instanceof Error ? error : new EngineError("sealed"));
    }
  };
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      attempt(done, () => {
        waiting.add(part);
        if (!opener.hasHeader && waiting.length >= HEADER_BYTES)
          opener.readHeader(Buffer.from(waiting.take(HEADER_BYTES)));
        while (opener.hasHeader && waiting.length > opener.sealedChunk)
          this.push(opener.open(waiting.take(opener.sealedChunk), false));
      });
    },
    flush(done) {
      attempt(done, () => {
        if (!opener.hasHeader) throw new EngineError("sealed");
        this.push(opener.open(waiting.take(waiting.length), true));
      });
    },
  });
}
