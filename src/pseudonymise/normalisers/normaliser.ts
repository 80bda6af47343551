import { createHash } from "node:crypto";

/** Why a value cannot become an identifier. A closed list: the Dutch sentence of each is in messages.nl.ts. */
export type RefusalReason =
  | "empty"
  | "tooLong"
  | "controlCharacter"
  | "wrongCharacters"
  | "wrongLength"
  | "unknownCountry"
  | "wrongStructure"
  | "checkDigits"
  | "noRegion"
  | "notANumber"
  | "impossibleNumber"
  | "noAt"
  | "wrongLocalPart"
  | "wrongDomain"
  | "notAUrl"
  | "noScheme"
  | "otherScheme"
  | "withPassword"
  | "noRegistrableDomain"
  | "optedOut"
  | "wrongChecksum"
  | "unknownForm"
  | "notPublic";

export type Normalised =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: RefusalReason };

export interface NormaliseOptions {
  /** ISO 3166-1 country for telephone numbers without a country code. Only when the source states it. */
  readonly defaultRegion?: string | undefined;
}

/** What a normaliser must make of known spellings; a part of its identity. */
export interface GoldenVectors {
  readonly accepted: readonly (readonly [raw: string, canonical: string, defaultRegion?: string])[];
  readonly refused: readonly (readonly [raw: string, reason: string, defaultRegion?: string])[];
}

/**
 * Makes one canonical value out of every spelling of the same thing, or refuses; it never guesses. Two partners only
 * find each other when they run the same one, so its hash is bound into the charter, the commitment and the manifest.
 */
export interface Normaliser {
  readonly name: string;
  readonly version: number;
  /** Data it depends on beside its own code, pinned: "libphonenumber-js 1.13.16 max". */
  readonly pinned: readonly string[];
  readonly vectors: GoldenVectors;
  readonly normalise: (raw: string, options?: NormaliseOptions) => Normalised;
}

export const accept = (value: string): Normalised => ({ ok: true, value });
export const refuse = (reason: RefusalReason): Normalised => ({ ok: false, reason });

/** Longer than any identifier that exists; a longer cell is a broken row. */
export const LONGEST = 4096;

const isControl = (code: number): boolean => code < 32 || (code >= 127 && code < 160);

/** Trims, and refuses what no identifier can be. */
export function clean(raw: string): Normalised {
  const value = raw.trim();
  if (value === "") return refuse("empty");
  if (value.length > LONGEST) return refuse("tooLong");
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (isControl(code)) return refuse("controlCharacter");
    // U+FFFD is what is left of a byte that was read in the wrong encoding.
    if (code === 0xfffd) return refuse("wrongCharacters");
  }
  return accept(value);
}

/** SHA-256, hex, over name, version, pinned data and golden vectors. */
export function normaliserHash({ name, version, pinned, vectors }: Normaliser): string {
  const identity = JSON.stringify([name, version, pinned, vectors.accepted, vectors.refused]);
  return createHash("sha256").update(identity).digest("hex");
}
