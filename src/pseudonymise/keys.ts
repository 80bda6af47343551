import { createHmac, hash, hkdfSync } from "node:crypto";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { fromBase64Url, generateSigningKey, publicKeyFor, type SigningKey } from "../keyholder/index.ts";
import { Stop } from "./errors.ts";
import { messages } from "./messages.nl.ts";

/** The partner's key file, and every secret that is derived from it for one run. */
const keyInput = z.strictObject({ publicKey: z.string(), privateKey: z.string() });

/** Makes a signing key that only its owner can read; an existing file is never overwritten. */
export function createKeyFile(path: string): SigningKey {
  const key = generateSigningKey();
  try {
    writeFileSync(path, `${JSON.stringify(key, null, 2)}\n`, { flag: "wx", mode: 0o600 });
    chmodSync(path, 0o600);
  } catch {
    throw new Stop("key", messages.keyNotWritten(path));
  }
  return key;
}

export function readKeyFile(path: string): SigningKey {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
    if ((statSync(path).mode & 0o077) !== 0) throw new Stop("key", messages.keyTooOpen(path));
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop("key", messages.fileUnreadable(path));
  }
  try {
    const key = keyInput.parse(JSON.parse(text));
    if (publicKeyFor(key.privateKey) === key.publicKey) return key;
  } catch {
    // Falls through: whatever is wrong with it, the answer is the same.
  }
  throw new Stop("key", messages.keyWrong(path));
}

/** Secrets of one run. Nothing of them is ever written down: they follow from the key file and the salt. */
export interface RunSecrets {
  readonly leafKey: Buffer;
  readonly subjectKey: Buffer;
  readonly shuffleKey: Buffer;
  /** The key of the blinds of one batch, for one committed input and one protocol. */
  readonly blindKey: (merkleRoot: string, batch: number) => Buffer;
}

const derive = (secret: Uint8Array, salt: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha512", secret, salt, `rondetafel/1 pseudonymise ${purpose}`, 32));

/** HKDF (RFC 5869) of the partner's secret key with the salt of the run. */
export function runSecrets(privateKey: string, salt: Uint8Array): RunSecrets {
  const secret = fromBase64Url(privateKey, 32);
  if (secret === null) throw new TypeError("a private key is 32 bytes in base64url");
  return {
    leafKey: derive(secret, salt, "leaf"),
    subjectKey: derive(secret, salt, "subject"),
    shuffleKey: derive(secret, salt, "shuffle"),
    blindKey: (merkleRoot, batch) => derive(secret, salt, `blind ${merkleRoot} ${batch}`),
  };
}

export const LEAF_BYTES = 32;
const LEAF_DOMAIN = Buffer.from("rondetafel/1 leaf");

export interface Leaf {
  readonly leaf: Buffer;
  /** Opens this leaf and no other: it follows from the leaf key, but does not show it. */
  readonly salt: Buffer;
}

/** Binds to x without showing it: SHA-256 over a salt of its own, HMAC-SHA-256(leafKey, x), and x. */
export function leafOf(leafKey: Uint8Array, x: Uint8Array): Leaf {
  const salt = createHmac("sha256", leafKey).update(x).digest();
  return { salt, leaf: openedLeaf(salt, x) };
}

/** What an auditor computes from an opening. */
export const openedLeaf = (salt: Uint8Array, x: Uint8Array): Buffer =>
  hash("sha256", Buffer.concat([LEAF_DOMAIN, salt, x]), "buffer");

/** A case or customer under a key of this run: rows of one case stay together, and nobody can tell which case. */
export const subjectOf = (subjectKey: Uint8Array, subject: string): Buffer =>
  createHmac("sha256", subjectKey).update(subject.trim().normalize("NFC")).digest().subarray(0, 16);
