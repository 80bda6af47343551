import type { IncomingMessage } from "node:http";
import { HolderError } from "./errors.ts";

/**
 * The bytes of a body, never more than `most`: a larger one is refused at its announcement or at the first byte too many.
 * @throws HolderError `tooMuch`, or unreadableRequest when the sender hangs up.
 */
export async function readBytes(
  request: IncomingMessage,
  most: number,
  tooMuch: "tooLarge" | "tooManyElements",
): Promise<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > most) throw new HolderError(tooMuch);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // Left whole on a refusal: the answer still has to go over the same connection.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > most) throw new HolderError(tooMuch);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof HolderError ? error : new HolderError("unreadableRequest");
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** @throws HolderError tooLarge, unreadableRequest. */
export async function readJson(request: IncomingMessage, most: number): Promise<unknown> {
  const bytes = await readBytes(request, most, "tooLarge");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HolderError("unreadableRequest");
  }
}

const MOST_TO_DRAIN = 8_000_000;
const LONGEST_DRAIN_MS = 1000;

/**
 * Throws away what the sender is still sending, up to a limit. Who closes a connection on unread bytes resets it, and
 * the refusal would be lost on the way.
 */
export function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_DRAIN_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MOST_TO_DRAIN) done();
    });
    request.on("end", done).on("close", done).resume();
  });
}
