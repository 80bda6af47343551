import { createHash } from "node:crypto";
import { base58, bech32, bech32m } from "@scure/base";
import vectors from "./crypto.json" with { type: "json" };
import { accept, clean, type GoldenVectors, type Normalised, type Normaliser, refuse } from "./normaliser.ts";

/** Human-readable parts with segwit addresses (BIP 173, SLIP 173). */
const SEGWIT = /^(bc|tb|ltc)1/;
/** base58check versions: Bitcoin p2pkh and p2sh, Litecoin, Dogecoin, TRON. */
const BASE58_VERSIONS: ReadonlySet<number> = new Set([0x00, 0x05, 0x30, 0x32, 0x1e, 0x16, 0x41]);

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

const decoded = <T>(decode: () => T): T | null => {
  try {
    return decode();
  } catch {
    return null;
  }
};

function segwit(raw: string): Normalised {
  // BIP 173: mixed case is invalid, all capitals is the same address.
  if (raw !== raw.toLowerCase() && raw !== raw.toUpperCase()) return refuse("wrongChecksum");
  const address = raw.toLowerCase();
  const old = decoded(() => bech32.decode(address as `${string}1${string}`));
  const next = decoded(() => bech32m.decode(address as `${string}1${string}`));
  const words = old?.words ?? next?.words;
  const version = words?.[0];
  if (words === undefined || version === undefined) return refuse("wrongChecksum");
  // BIP 350: version 0 has the old checksum, every later one the new.
  if ((version === 0) !== (old !== null) || version > 16) return refuse("wrongChecksum");
  const program = decoded(() => bech32.fromWords(words.slice(1)));
  if (program === null || program.length < 2 || program.length > 40) return refuse("wrongStructure");
  if (version === 0 && program.length !== 20 && program.length !== 32) return refuse("wrongStructure");
  return accept(address);
}

function base58check(raw: string): Normalised {
  const bytes = decoded(() => base58.decode(raw));
  if (bytes === null) return refuse("unknownForm");
  if (bytes.length !== 25) return refuse("wrongLength");
  const check = sha256(sha256(bytes.subarray(0, 21))).subarray(0, 4);
  if (!check.every((byte, index) => byte === bytes[21 + index])) return refuse("wrongChecksum");
  return BASE58_VERSIONS.has(bytes[0] ?? -1) ? accept(raw) : refuse("unknownForm");
}

function normalise(raw: string): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const written = cleaned.value.replace(/^(bitcoin|litecoin|ethereum):/i, "");
  if (/^0x/i.test(written)) {
    if (!/^0x[0-9a-f]{40}$/i.test(written)) return refuse("wrongLength");
    // The capitals of EIP-55 are a checksum for people; the address is the number.
    return /^0x0{40}$/i.test(written) ? refuse("optedOut") : accept(written.toLowerCase());
  }
  if (SEGWIT.test(written.toLowerCase())) return segwit(written);
  return base58check(written);
}

/** Address of a crypto-asset: bech32 and bech32m in lower case, base58check as it is, EVM as lower-case hex. */
export const crypto: Normaliser = {
  name: "crypto",
  version: 1,
  pinned: [],
  vectors: vectors as unknown as GoldenVectors,
  normalise,
};
