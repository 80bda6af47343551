import { type Backend, createBackend } from "./backend.ts";
import { nativeAvailable, openNative } from "./native.ts";
import type { BackendName } from "./sodium.ts";
import { openWasm } from "./wasm.ts";

const openers = { wasm: openWasm, native: openNative };
/** One of each per process: its working memory is never given back. */
const backends = new Map<BackendName, Promise<Backend>>();

/**
 * The arithmetic. Without a name: native when libsodium is on this machine, else WebAssembly; the results are the same.
 * Throws nativeUnavailable when native is asked for and the library (Debian: libsodium23) is not there.
 */
export async function openBackend(preferred?: BackendName): Promise<Backend> {
  const name = preferred ?? ((await nativeAvailable()) ? "native" : "wasm");
  const known = backends.get(name) ?? openers[name]().then(createBackend);
  backends.set(name, known);
  return known;
}
