import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import { PROTOCOL } from "./protocol.ts";
import { fromBase64Url, toBase64Url } from "./signing.ts";

/**
 * A sealed letter from one holder to another, by way of a platform that may not read it: X25519 (RFC 7748) with a fresh
 * key on the sender's side, HKDF-SHA-256 (RFC 5869), AES-256-GCM. The key of the addressee is made for one study and
 * type and is wiped once its letters are read: with a key that stays, whoever kept the letters could open them after
 * the study, and a destroyed share would not be gone.
 */
export interface SealingPair {
  /** Base64url, 32 bytes. */
  readonly publicKey: string;
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** Who writes what to whom: a letter opens only as exactly that. */
export interface Addressed {
  readonly study: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";
/** What stands before the raw bytes in DER (RFC 8410 §4 and §7). */
const SPKI_PREFIX = Buffer.from("302a300506032b656e032100", "hex");
const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");

const publicKeyFrom = (bytes: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: "der", type: "spki" });
const privateKeyFrom = (bytes: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, bytes]), format: "der", type: "pkcs8" });

function freshPair(): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  const tail = (der: Buffer): Uint8Array => new Uint8Array(der.subarray(der.length - KEY_BYTES));
  return {
    publicKey: tail(publicKey.export({ format: "der", type: "spki" })),
    privateKey: tail(privateKey.export({ format: "der", type: "pkcs8" })),
  };
}

export function generateSealingPair(): SealingPair {
  const { publicKey, privateKey } = freshPair();
  return { publicKey: toBase64Url(publicKey), privateKey };
}

interface Ends {
  readonly privateKey: Uint8Array;
  readonly otherKey: Uint8Array;
  /** Both public keys go into the derived key, so that a letter cannot be passed on under another. */
  readonly fresh: Uint8Array;
  readonly sealingKey: Uint8Array;
}

/** @throws when the other's key is of small order: node:crypto refuses an all-zero secret (RFC 7748 §6.1). */
function letterKey({ privateKey, otherKey, fresh, sealingKey }: Ends, about: Buffer): Buffer {
  const secret = diffieHellman({ privateKey: privateKeyFrom(privateKey), publicKey: publicKeyFrom(otherKey) });
  const key = Buffer.from(hkdfSync("sha256", secret, Buffer.concat([fresh, sealingKey]), about, KEY_BYTES));
  secret.fill(0);
  return key;
}

const aboutOf = (addressed: Addressed): Buffer =>
  Buffer.from(`${PROTOCOL}:letter\n${canonicalJson({ ...addressed })}`, "utf8");

/** Seals 32 bytes for the holder of `sealingKey`: fresh public key, nonce, tag and box, base64url. */
export function sealLetter(addressed: Addressed, sealingKey: string, secret: Uint8Array): string {
  const theirs = fromBase64Url(sealingKey, KEY_BYTES) ?? new Uint8Array(KEY_BYTES);
  const own = freshPair();
  const about = aboutOf(addressed);
  const ends = { privateKey: own.privateKey, otherKey: theirs, fresh: own.publicKey, sealingKey: theirs };
  const [key, nonce] = [letterKey(ends, about), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(about);
  const box = Buffer.concat([cipher.update(secret), cipher.final()]);
  for (const used of [key, own.privateKey]) used.fill(0);
  return toBase64Url(Buffer.concat([own.publicKey, nonce, cipher.getAuthTag(), box]));
}

/** What was sealed, or null when it was not sealed for this key, as this letter. */
export function openLetter(addressed: Addressed, own: SealingPair, letter: string): Uint8Array | null {
  const bytes = fromBase64Url(letter, LETTER_BYTES);
  const sealingKey = fromBase64Url(own.publicKey, KEY_BYTES);
  if (bytes === null || sealingKey === null) return null;
  const fresh = bytes.subarray(0, KEY_BYTES);
  const [nonceEnd, tagEnd] = [KEY_BYTES + NONCE_BYTES, KEY_BYTES + NONCE_BYTES + TAG_BYTES];
  const about = aboutOf(addressed);
  try {
    const key = letterKey({ privateKey: own.privateKey, otherKey: fresh, fresh, sealingKey }, about);
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(KEY_BYTES, nonceEnd), { authTagLength: TAG_BYTES })
      .setAAD(about)
      .setAuthTag(bytes.subarray(nonceEnd, tagEnd));
    key.fill(0);
    return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]));
  } catch {
    return null;
  }
}

export const LETTER_BYTES = KEY_BYTES + NONCE_BYTES + TAG_BYTES + KEY_BYTES;
