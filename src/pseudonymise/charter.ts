import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  type CharterCore,
  type CharterIdentifier,
  HolderError,
  keysHold,
  readCharter,
  type SignedCharter,
  unsignedParties,
} from "../keyholder/index.ts";
import { createSuite, openBackend } from "../oprf/index.ts";
import { Stop } from "./errors.ts";
import { messages } from "./messages.nl.ts";
import { type Normaliser, normaliserFor, normaliserHash } from "./normalisers/index.ts";

/** How exact rows may be when they leave: `fields.coarsening` of the charter. */
export interface Coarsening {
  readonly day: "day" | "week";
  /** Amounts are rounded to a multiple of this many whole euros; cents never leave. */
  readonly amountBand: number;
  /** At most this many rows of one token are kept. */
  readonly eventsPerToken: number;
  readonly typologies: readonly string[];
}

/** What holds where the charter says nothing: coarse. */
const coarseningInput = z.object({
  day: z.enum(["day", "week"]).default("week"),
  amountBand: z.int().min(1).max(100_000).default(100),
  eventsPerToken: z.int().min(1).max(1_000_000).default(1000),
  typologies: z.array(z.string().min(1)).max(1000).default([]),
});
const fieldsInput = z.object({
  operator: z.object({ signingKey: z.string() }).nullable().default(null),
  fields: z.object({ coarsening: coarseningInput.prefault({}) }).prefault({}),
});

const signedInput = z.object({
  document: z.string().max(5_000_000),
  hash: z.string(),
  signatures: z.array(z.object({ partner: z.string(), signature: z.string() })),
});

export interface Charter {
  readonly signed: SignedCharter;
  readonly core: CharterCore;
  readonly coarsening: Coarsening;
  readonly hash: string;
  /** Of the platform, which signs its audit chain; null in a charter without a platform. */
  readonly operatorKey: string | null;
}

/** Parses a charter as it travels and recomputes its hash. Signatures are judged apart: somebody signs first. */
export function parseCharter(text: string): Charter {
  try {
    const signed = signedInput.parse(JSON.parse(text));
    const core = readCharter(signed);
    const { fields, operator } = fieldsInput.parse(JSON.parse(signed.document));
    const operatorKey = operator?.signingKey ?? null;
    return { signed, core, coarsening: fields.coarsening, hash: signed.hash, operatorKey };
  } catch (error) {
    throw new Stop("charter", error instanceof HolderError ? error.message : messages.charterWrong);
  }
}

export function openCharter(path: string): Charter {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Stop("file", messages.fileUnreadable(path));
  }
  return parseCharter(text);
}

/** Every party has signed this very text; else a Stop that names who has not. */
export function requireSignatures({ core, signed }: Charter): void {
  const unsigned = unsignedParties(signed, core);
  const names = core.parties.filter(({ partner }) => unsigned.includes(partner)).map(({ name }) => name);
  if (names.length > 0) throw new Stop("charter", messages.charterUnsigned(names.join(", ")));
}

export interface Wanted {
  readonly identifier: CharterIdentifier;
  readonly normaliser: Normaliser;
}

/** The identifier of the charter and the normaliser of this tool, which must be the same one (T8). */
export function requireIdentifier({ core }: Charter, type: string): Wanted {
  const identifier = core.identifiers.find((one) => one.type === type);
  if (identifier === undefined) throw new Stop("charter", messages.typeNotInCharter(type));
  const normaliser = normaliserFor(type);
  if (normaliser === null) throw new Stop("normaliser", messages.typeUnknown(type));
  const { name, version, hash } = identifier.normaliser;
  if (name !== normaliser.name || version !== normaliser.version || hash !== normaliserHash(normaliser))
    throw new Stop("normaliser", messages.normaliserDiffers(`${normaliser.name}:${normaliser.version}`));
  return { identifier, normaliser };
}

/** The shares of the charter belong to holders who know their secret, and make its joint key. */
export async function requireKeys({ core }: Charter, identifier: CharterIdentifier): Promise<void> {
  const suite = createSuite(await openBackend(), "voprf");
  if (!keysHold(suite, core, identifier)) throw new Stop("charter", messages.keysWrong);
}
