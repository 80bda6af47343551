export type BackendName = "wasm" | "native";

/** A function of libsodium on addresses; 0 or nothing means done, anything else means refused. */
export type SodiumCall = (result: number, left?: number, right?: number) => number | undefined;

/**
 * libsodium below its wrappers: the same C functions, in WebAssembly or native, on memory that we lay out ourselves, so
 * that a batch costs no allocation per element.
 */
export interface Sodium {
  readonly name: BackendName;
  /** Address of that many bytes, for as long as the process lives. */
  allocate(bytes: number): number;
  /** A view on memory. Ask again for every batch: WebAssembly replaces its buffer when it grows. */
  view(address: number, bytes: number): Uint8Array;
  /** Names as in libsodium without "crypto_"; argument order as there: result first. */
  readonly scalarmult: SodiumCall;
  readonly scalarmultBase: SodiumCall;
  readonly isValidPoint: SodiumCall;
  readonly add: SodiumCall;
  readonly fromHash: SodiumCall;
  readonly scalarReduce: SodiumCall;
  readonly scalarAdd: SodiumCall;
  readonly scalarSub: SodiumCall;
  readonly scalarMul: SodiumCall;
  readonly scalarInvert: SodiumCall;
}

/** The C name of each call and how many addresses it takes. */
export const SODIUM_CALLS = {
  scalarmult: ["crypto_scalarmult_ristretto255", 3],
  scalarmultBase: ["crypto_scalarmult_ristretto255_base", 2],
  isValidPoint: ["crypto_core_ristretto255_is_valid_point", 1],
  add: ["crypto_core_ristretto255_add", 3],
  fromHash: ["crypto_core_ristretto255_from_hash", 2],
  scalarReduce: ["crypto_core_ristretto255_scalar_reduce", 2],
  scalarAdd: ["crypto_core_ristretto255_scalar_add", 3],
  scalarSub: ["crypto_core_ristretto255_scalar_sub", 3],
  scalarMul: ["crypto_core_ristretto255_scalar_mul", 3],
  scalarInvert: ["crypto_core_ristretto255_scalar_invert", 2],
} as const satisfies Record<Exclude<keyof Sodium, "name" | "allocate" | "view">, readonly [string, number]>;

export type SodiumCalls = Record<keyof typeof SODIUM_CALLS, SodiumCall>;

/** Looks every call up in a library. */
export function findCalls(find: (name: string, addresses: number) => SodiumCall): SodiumCalls {
  const found = Object.entries(SODIUM_CALLS).map(([key, [name, addresses]]) => [key, find(name, addresses)] as const);
  return Object.fromEntries(found) as SodiumCalls;
}
