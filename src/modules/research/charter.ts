import { createHash } from "node:crypto";
import type { DisclosureProfile } from "../../disclosure/index.ts";
import { type CharterCore, type CharterHolder, type CharterIdentifier, canonicalJson } from "../../keyholder/index.ts";
import { messages } from "./messages.nl.ts";
import type { Party, Study, StudyPerson } from "./study.ts";

/**
 * The study charter: what every party signs, and what every part of the environment obeys. It is one canonical text
 * with one hash; whatever changes in it makes another hash, and so needs all signatures again.
 */

/** Names of the fields that stand apart, each with its own visibility. */
export const FIELD_NAMES = [
  "purpose",
  "population",
  "dataKinds",
  "safeguards",
  "templates",
  "coarsening",
  "profile",
  "pairConsents",
  "soleBeneficiary",
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** How exact a partner's rows may be when they leave it. */
export interface Coarsening {
  readonly day: "day" | "week";
  /** Amounts are rounded to a multiple of this many euros. */
  readonly amountBand: number;
  /** At most this many events of one token are kept. */
  readonly eventsPerToken: number;
  readonly typologies: readonly string[];
}

export interface Fields {
  readonly purpose: string;
  readonly population: string;
  readonly dataKinds: string;
  readonly safeguards: string;
  /** Names of the questions that may be asked. */
  readonly templates: readonly string[];
  readonly coarsening: Coarsening;
  readonly profile: DisclosureProfile;
  /** Pairs of organisations that agreed to show how much they two overlap. */
  readonly pairConsents: readonly (readonly [string, string])[];
  /** The one organisation that gains by the outcome, when there is only one. */
  readonly soleBeneficiary: string | null;
}

/** A question that may be asked, pinned to the text of its query. */
export interface CharterTemplate {
  readonly name: string;
  readonly version: number;
  readonly sqlHash: string;
}

export interface CharterContents {
  readonly study: Pick<Study, "id" | "title" | "question" | "starts" | "ends" | "retentionUntil">;
  readonly fields: Partial<Fields>;
  readonly parties: readonly Party[];
  readonly holders: readonly CharterHolder[];
  readonly identifiers: readonly CharterIdentifier[];
  readonly people: readonly StudyPerson[];
  readonly templates: readonly CharterTemplate[];
  /** Ed25519 public key of the platform's operator, who signs the audit chain. */
  readonly operatorKey: string;
}

/** Everything that is signed; `CharterCore` is the part that key holders and the partner's tool read. */
export interface CharterDocument extends CharterCore {
  readonly version: number;
  readonly operator: { readonly signingKey: string };
  readonly title: string;
  readonly question: string;
  readonly retentionUntil: string;
  readonly fields: Fields;
  readonly legalBases: readonly {
    readonly partner: string;
    readonly legalBasis: string;
    readonly licence: string | null;
    readonly dpia: { readonly name: string; readonly sha256: string };
  }[];
  readonly templates: readonly CharterTemplate[];
  readonly people: readonly { readonly person: string; readonly role: string; readonly organisation: string | null }[];
}

const MIN_HOLDERS = 2;
const MIN_DATA_HOLDERS = 2;

type Check = (contents: CharterContents) => boolean;
const { incomplete } = messages.charter;
const organisationsOf = ({ people }: CharterContents, role: StudyPerson["role"]): Set<string | null> =>
  new Set(people.filter((one) => one.role === role).map(({ partnerId }) => partnerId));

/** What must be there before anybody is asked to sign; each with the sentence that says so. */
const REQUIRED: readonly (readonly [string, Check])[] = [
  [incomplete.dates, ({ study }) => study.starts !== null && study.ends !== null && study.retentionUntil !== null],
  [incomplete.purpose, ({ fields }) => Boolean(fields.purpose)],
  [incomplete.population, ({ fields }) => Boolean(fields.population)],
  [incomplete.dataKinds, ({ fields }) => Boolean(fields.dataKinds)],
  [incomplete.safeguards, ({ fields }) => Boolean(fields.safeguards)],
  [incomplete.templates, ({ fields }) => (fields.templates?.length ?? 0) > 0],
  [incomplete.profile, ({ fields }) => fields.profile !== undefined && fields.coarsening !== undefined],
  [incomplete.parties, ({ parties }) => parties.filter(({ role }) => role === "dataHolder").length >= MIN_DATA_HOLDERS],
  [incomplete.holders, ({ holders }) => holders.length >= MIN_HOLDERS],
  [incomplete.identifiers, ({ identifiers }) => identifiers.length > 0],
  [
    incomplete.shares,
    ({ identifiers, holders }) => identifiers.every(({ shares }) => shares.length === holders.length),
  ],
  [incomplete.researcher, (contents) => organisationsOf(contents, "researcher").size > 0],
  [
    incomplete.checkers,
    (contents) => [...organisationsOf(contents, "checker")].filter((partner) => partner !== null).length >= 2,
  ],
];

/** What is still missing, in sentences; empty when the charter can be offered for signature. */
export const missingFrom = (contents: CharterContents): string[] =>
  REQUIRED.filter(([, isThere]) => !isThere(contents)).map(([sentence]) => sentence);

const byKey = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));

/** Order is part of a hash, so it may not depend on how rows came out of a table. Call only when nothing is missing. */
export function assembleCharter(
  contents: CharterContents,
  version: number,
  replaces: string | null = null,
): { document: string; hash: string } {
  const { study, fields, people } = contents;
  const parties = byKey(contents.parties, ({ partnerId }) => partnerId);
  const charter: CharterDocument = {
    format: "rondetafel-charter/1",
    study: study.id,
    version,
    // A holder takes it only in the place of the one it follows: an older one cannot come back.
    ...(replaces !== null && { replaces }),
    operator: { signingKey: contents.operatorKey },
    title: study.title,
    question: study.question,
    starts: study.starts ?? "",
    ends: study.ends ?? "",
    retentionUntil: study.retentionUntil ?? "",
    fields: fields as Fields, // missingFrom said that all are there
    parties: parties.map(({ partnerId, name, role, signingKey }) => ({ partner: partnerId, name, role, signingKey })),
    legalBases: parties.map(({ partnerId, legalBasis, licence, dpiaName, dpiaSha256 }) => ({
      partner: partnerId,
      legalBasis,
      licence,
      dpia: { name: dpiaName, sha256: dpiaSha256 },
    })),
    holders: byKey(contents.holders, ({ holder }) => holder),
    identifiers: byKey(contents.identifiers, ({ type }) => type),
    templates: byKey(contents.templates, ({ name }) => name),
    people: byKey(people, ({ personId, role }) => personId + role).map(({ personId, role, partnerId }) => ({
      person: personId,
      role,
      organisation: partnerId,
    })),
  };
  const document = canonicalJson(charter);
  return { document, hash: createHash("sha256").update(document).digest("hex") };
}

/** Reads back what assembleCharter wrote; the text comes from our own table. */
export const readCharter = (document: string): CharterDocument => JSON.parse(document) as CharterDocument;
