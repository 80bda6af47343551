import { OprfError } from "../errors.ts";
import { findCalls, type Sodium } from "./sodium.ts";

/** Debian's libsodium23 first, then newer and other systems. */
const LIBRARIES = ["libsodium.so.23", "libsodium.so.26", "libsodium.so", "libsodium.dylib", "libsodium.dll"];

/** These return void in C; what an int would read is then left to chance. */
const RETURNS_NOTHING = /_scalar_(?:reduce|add|sub|mul)$/;

type Koffi = Pick<typeof import("koffi"), "load" | "alloc" | "address" | "view">;
interface Opened {
  readonly koffi: Koffi;
  readonly library: ReturnType<Koffi["load"]>;
}

let opened: Promise<Opened | null> | undefined;

async function tryOpen(names: readonly string[]): Promise<Opened | null> {
  // Both the FFI package and the library are optional: without them the answer is null, never a failure.
  const koffi = await import("koffi").then(
    (module) => module.default ?? module,
    () => null,
  );
  if (koffi === null) return null;
  for (const name of names) {
    try {
      const library = koffi.load(name);
      // Older than 1.0.18 has no ristretto255.
      library.func("int crypto_scalarmult_ristretto255(uintptr_t, uintptr_t, uintptr_t)");
      return { koffi, library };
    } catch {}
  }
  return null;
}

const open = (): Promise<Opened | null> => {
  opened ??= tryOpen(LIBRARIES);
  return opened;
};

/** True when a libsodium with ristretto255 is on this machine. */
export const nativeAvailable = async (): Promise<boolean> => (await open()) !== null;

/**
 * The libsodium of the machine through FFI; throws nativeUnavailable. `names` replaces the names of the library that are
 * tried. An address fits a number: it has 48 bits.
 */
export async function openNative(names?: readonly string[]): Promise<Sodium> {
  const found = await (names === undefined ? open() : tryOpen(names));
  if (found === null) throw new OprfError("nativeUnavailable");
  const { koffi, library } = found;
  // Memory given out here is never returned; the view keeps it reachable.
  const blocks = new Map<number, Uint8Array>();
  if (library.func("int sodium_init()")() < 0) throw new Error("libsodium: not initialised");
  return {
    name: "native",
    allocate(bytes) {
      const pointer = koffi.alloc("uint8_t", bytes);
      const address = Number(koffi.address(pointer));
      blocks.set(address, new Uint8Array(koffi.view(pointer, bytes)));
      return address;
    },
    view(address, bytes) {
      const block = blocks.get(address);
      if (block === undefined) throw new Error("libsodium: not our memory");
      return block.subarray(0, bytes);
    },
    ...findCalls((name, addresses) =>
      library.func(
        `${RETURNS_NOTHING.test(name) ? "void" : "int"} ${name}(${Array(addresses).fill("uintptr_t").join(", ")})`,
      ),
    ),
  };
}
