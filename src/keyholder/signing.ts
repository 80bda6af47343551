import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import { PROTOCOL } from "./protocol.ts";

/**
 * Ed25519 (RFC 8032) over a domain line and canonical JSON: a signature for one purpose is worthless for another.
 * Keys travel as base64url without padding of their 32 raw bytes; the private one is the seed of RFC 8032 §5.1.5.
 */
export interface SigningKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Purposes in use between platform, partner and holder. Others are free to add their own. */
export const PURPOSES = {
  keys: "keys",
  seal: "seal",
  deal: "deal",
  accept: "accept",
  charter: "charter",
  commitment: "commitment",
  evaluate: "evaluate",
  veto: "veto",
  ledger: "ledger",
  head: "head",
  witness: "witness",
  destroy: "destroy",
  receipt: "receipt",
  sealingKey: "sealing-key",
  dealt: "dealt",
  ledgerHead: "ledger-head",
  witnessedHead: "witnessed-head",
  destruction: "destruction",
} as const;

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** What stands before the raw bytes in DER (RFC 8410 §4 and §7). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** Points of small order, as public key: under these a signature may be valid for every message. */
const WEAK_KEYS = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** Bytes of base64url without padding, when there are exactly `length` and spelled in the one right way; else null. */
export function fromBase64Url(text: string, length?: number): Uint8Array | null {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text || (length !== undefined && bytes.length !== length)) return null;
  return new Uint8Array(bytes);
}

export const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** SHA-256, lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** True for the public key of somebody who can sign: 32 bytes, and not of small order. */
export function isPublicKey(text: string): boolean {
  const bytes = fromBase64Url(text, KEY_BYTES);
  if (bytes === null) return false;
  const unsigned = Buffer.from(bytes);
  unsigned[KEY_BYTES - 1] = (unsigned[KEY_BYTES - 1] ?? 0) & 0x7f;
  return !WEAK_KEYS.has(unsigned.toString("hex"));
}

// A holder checks thousands of signatures under a handful of keys.
const publicKeys = new Map<string, KeyObject>();
const MOST_KEYS = 1000;

function publicKeyOf(text: string): KeyObject | null {
  const known = publicKeys.get(text);
  if (known !== undefined) return known;
  if (!isPublicKey(text)) return null;
  const der = Buffer.concat([SPKI_PREFIX, Buffer.from(text, "base64url")]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  if (publicKeys.size >= MOST_KEYS) publicKeys.clear();
  publicKeys.set(text, key);
  return key;
}

function privateKeyOf(text: string): KeyObject {
  const seed = fromBase64Url(text, KEY_BYTES);
  if (seed === null) throw new TypeError("a private key is 32 bytes in base64url");
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
}

const rawTail = (der: Buffer): string => der.subarray(der.length - KEY_BYTES).toString("base64url");

/** A fresh key pair. */
export function generateSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: rawTail(publicKey.export({ format: "der", type: "spki" })),
    privateKey: rawTail(privateKey.export({ format: "der", type: "pkcs8" })),
  };
}

/** The public key that belongs to a private one. Throws TypeError when it is not 32 bytes. */
export const publicKeyFor = (privateKey: string): string =>
  rawTail(createPublicKey(privateKeyOf(privateKey)).export({ format: "der", type: "spki" }));

const signedBytes = (purpose: string, value: unknown): Buffer =>
  Buffer.from(`${PROTOCOL}:${purpose}\n${canonicalJson(value)}`, "utf8");

/** Signature (base64url, 64 bytes) of `value` for `purpose`. Deterministic: the same input gives the same signature. */
export const sign = (purpose: string, value: unknown, privateKey: string): string =>
  signBytes(null, signedBytes(purpose, value), privateKeyOf(privateKey)).toString("base64url");

/** True only for a signature of exactly this value, for exactly this purpose, under this key. Never throws. */
export function verify(purpose: string, value: unknown, signature: string, publicKey: string): boolean {
  const bytes = fromBase64Url(signature, SIGNATURE_BYTES);
  const key = publicKeyOf(publicKey);
  if (bytes === null || key === null) return false;
  try {
    return verifyBytes(null, signedBytes(purpose, value), key, bytes);
  } catch {
    return false;
  }
}
