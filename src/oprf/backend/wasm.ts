import wrappers from "libsodium-wrappers-sumo";
import { findCalls, type Sodium, type SodiumCall } from "./sodium.ts";

type Exports = Readonly<Record<string, unknown>>;

/** The module under the wrappers. It is not in their types, so what is used is checked here. */
function moduleUnder(library: object): Exports {
  const inner = "libsodium" in library ? library.libsodium : undefined;
  if (typeof inner !== "object" || inner === null) throw new Error("libsodium-wrappers-sumo hides its module");
  return inner as Exports;
}

function callOf(exports: Exports, name: string): SodiumCall {
  const found = exports[name];
  if (typeof found !== "function") throw new Error(`libsodium-wrappers-sumo has no ${name}`);
  return found as SodiumCall;
}

/** libsodium compiled to WebAssembly: on every machine, without anything to install. */
export async function openWasm(): Promise<Sodium> {
  await wrappers.ready;
  const exports = moduleUnder(wrappers);
  const malloc = callOf(exports, "_malloc");
  return {
    name: "wasm",
    allocate(bytes) {
      const address = malloc(bytes);
      if (address === undefined || address === 0) throw new Error("libsodium: no memory");
      return address;
    },
    view(address, bytes) {
      const memory = exports.HEAPU8;
      if (!(memory instanceof Uint8Array)) throw new Error("libsodium-wrappers-sumo has no HEAPU8");
      return memory.subarray(address, address + bytes);
    },
    ...findCalls((name) => callOf(exports, `_${name}`)),
  };
}
