import assert from "node:assert/strict";
import { type Backend, nativeAvailable, OprfError, type OprfErrorCode, openBackend } from "./index.ts";

/** The backends on this machine: the tests hold for each of them. */
export async function backendsHere(): Promise<readonly Backend[]> {
  const wasm = await openBackend("wasm");
  return (await nativeAvailable()) ? [wasm, await openBackend("native")] : [wasm];
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Items of 32 bytes behind one another. */
export const packed = (...items: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(items));

/** The work is refused for exactly this reason. */
export function refuses(code: OprfErrorCode, work: () => unknown): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof OprfError, String(error));
    assert.equal(error.code, code);
    return true;
  });
}

/** A copy with one bit changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
