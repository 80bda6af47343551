import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";
import { Transform } from "node:stream";
import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A line that is longer is not a row but a broken file. Bytes. */
export const MAX_LINE = 1_048_576;
const SAMPLE = 65_536;
const NEWLINE = 0x0a;

export interface Detected {
  readonly encoding: TextEncoding;
  /** Bytes of the byte order mark, to be skipped. */
  readonly skip: number;
}

function fromMark(sample: Buffer): Detected | null {
  if (sample.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) return { encoding: "utf-8", skip: 3 };
  if (sample.subarray(0, 2).equals(Buffer.of(0xff, 0xfe))) return { encoding: "utf-16le", skip: 2 };
  if (sample.subarray(0, 2).equals(Buffer.of(0xfe, 0xff))) return { encoding: "utf-16be", skip: 2 };
  return null;
}

/** Reads the byte order mark, or looks at the first bytes. What is not UTF-8 has to be declared in the mapping. */
export function detectEncoding(sample: Buffer, declared?: TextEncoding): Detected {
  const marked = fromMark(sample);
  if (marked !== null) {
    if (declared !== undefined && declared !== marked.encoding) throw new Stop("source", messages.encodingDiffers);
    return marked;
  }
  if (declared !== undefined) return { encoding: declared, skip: 0 };
  if (sample.includes(0)) throw new Stop("source", messages.encodingUnknown);
  return { encoding: "utf-8", skip: 0 };
}

export async function readSample(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Cuts at newlines; a newline byte is never a part of another character in UTF-8. */
class LineChecker {
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;

  /** The whole lines that are there now, checked; the start of the next one is kept. */
  take(chunk: Buffer): Buffer {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.#keep(Buffer.concat([this.#rest, chunk]));
      return Buffer.alloc(0);
    }
    const whole = Buffer.concat([this.#rest, chunk.subarray(0, last + 1)]);
    this.#check(whole);
    this.#keep(Buffer.from(chunk.subarray(last + 1)));
    return whole;
  }

  end(): Buffer {
    this.#check(this.#rest);
    return this.#rest;
  }

  #keep(rest: Buffer): void {
    if (rest.length > MAX_LINE) throw new Stop("source", messages.lineTooLong(this.#line));
    this.#rest = rest;
  }

  #check(lines: Buffer): void {
    const isGood = isUtf8(lines);
    for (let start = 0; start < lines.length; this.#line += 1) {
      const newline = lines.indexOf(NEWLINE, start);
      const end = newline < 0 ? lines.length : newline + 1;
      if (end - start > MAX_LINE) throw new Stop("source", messages.lineTooLong(this.#line));
      if (!isGood && !isUtf8(lines.subarray(start, end))) throw new Stop("source", messages.notUtf8(this.#line));
      start = end;
    }
  }
}

/** Bytes that Windows-1252 does not define: then the declaration is wrong. */
const UNDEFINED_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

function decode(encoding: TextEncoding): (chunk: Buffer | null) => Buffer {
  if (encoding === "utf-8") return (chunk) => chunk ?? Buffer.alloc(0);
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (chunk) => {
    if (encoding === "windows-1252" && chunk !== null && UNDEFINED_1252.some((byte) => chunk.includes(byte)))
      throw new Stop("source", messages.encodingWrong);
    try {
      return Buffer.from(chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch {
      throw new Stop("source", messages.encodingWrong);
    }
  };
}

/** A stream of UTF-8 lines, in which every line is valid text of a bounded length; else it fails with a Stop. */
export function asLines(encoding: TextEncoding): Transform {
  const lines = new LineChecker();
  const decoded = decode(encoding);
  const attempt = (work: () => Buffer, done: (error: Error | null, data?: Buffer) => void): void => {
    try {
      done(null, work());
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => attempt(() => lines.take(decoded(chunk)), done),
    flush: (done) => attempt(() => Buffer.concat([lines.take(decoded(null)), lines.end()]), done),
  });
}
