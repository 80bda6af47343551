import { z } from "zod";
import { periodEnd } from "../indicators/index.ts";
import { messages } from "./messages.nl.ts";
import { CONDITION_KINDS } from "./study.ts";

const { errors } = messages;
const text = (max: number, missing: string) => z.string().trim().min(1, missing).max(max, errors.tooLong);
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, errors.tooLong)
    .default("")
    .transform((value) => (value === "" ? null : value));
const optionalDate = z
  .union([z.literal(""), z.iso.date(errors.dateWrong)])
  .default("")
  .transform((value) => (value === "" ? null : value));
const list = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => [value].flat());
const yes = z
  .literal("ja")
  .optional()
  .transform((value) => value === "ja");
const whole = (min: number, max: number, wrong: string) =>
  z.coerce.number({ error: wrong }).int(wrong).min(min, wrong).max(max, wrong);

export const versionInput = z.object({ version: z.coerce.number().int().min(1) });
export const submissionInput = z.object({ submissionId: z.uuid() });

export const studyInput = z.object({
  title: text(200, errors.titleMissing),
  question: text(1000, errors.questionMissing),
  isSynthetic: yes,
});
export type StudyInput = z.infer<typeof studyInput>;

export const conditionInput = z.object({
  kind: z.enum(CONDITION_KINDS),
  verdict: z.enum(["go", "noGo"], errors.verdictMissing),
  explanation: text(2000, errors.explanationMissing),
});
export type ConditionInput = z.infer<typeof conditionInput>;

/** Raw Ed25519 public key: 32 bytes as base64url without padding (RFC 4648, section 5). */
const publicKey = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{43}$/, errors.keyWrong);

export const partyInput = z.object({
  partnerId: z.uuid(errors.partnerMissing),
  role: z.enum(["dataHolder", "participant"], errors.roleMissing),
  legalBasis: text(500, errors.legalBasisMissing),
  licence: optionalText(300),
  dpiaName: text(200, errors.dpiaMissing),
  dpiaSha256: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, errors.shaWrong),
  signingKey: publicKey,
});
export type PartyInput = z.infer<typeof partyInput>;

export const holderInput = z.object({
  url: z.url(errors.urlWrong).refine((address) => /^https?:\/\//.test(address), errors.urlWrong),
});

export const identifierInput = z.object({
  type: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9:_-]{1,60}$/, errors.typeWrong),
  ceiling: whole(1000, 10_000_000, errors.ceilingWrong),
  // Asked only where there are three holders.
  sharing: z.enum(["additive", "shamir-2-of-3"], errors.sharingWrong).default("additive"),
});
export type IdentifierInput = z.infer<typeof identifierInput>;

export const personInput = z.object({
  personId: z.uuid(errors.personMissing),
  role: z.enum(["researcher", "checker"], errors.roleMissing),
});

export const removedParty = z.object({ partnerId: z.uuid() });
export const removedPerson = z.object({ personId: z.uuid() });

export const fieldsInput = z
  .object({
    purpose: optionalText(2000),
    population: optionalText(2000),
    dataKinds: optionalText(2000),
    safeguards: optionalText(4000),
    templates: list,
    day: z.enum(["week", "day"]).default("week"),
    amountBand: whole(1, 10_000, errors.bandWrong).default(1),
    eventsPerToken: whole(1, 100_000, errors.bandWrong).default(500),
    typologies: z
      .string()
      .max(2000, errors.tooLong)
      .default("")
      .transform((value) =>
        value
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean),
      ),
    minimum: whole(10, 1000, errors.minimumWrong).default(10),
    soleBeneficiary: optionalText(36),
    pairConsents: list,
    starts: optionalDate,
    ends: optionalDate,
    retentionUntil: optionalDate,
    isListed: yes,
    open: list,
  })
  .superRefine(({ starts, ends, retentionUntil }, context) => {
    const days = [starts, ends, retentionUntil].filter((day) => day !== null);
    if (days.some((day, index) => index > 0 && day < (days[index - 1] ?? "")))
      context.addIssue({ code: "custom", path: ["ends"], message: errors.datesOrder });
  });
export type FieldsInput = z.infer<typeof fieldsInput>;

export const signatureInput = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{86}$/, errors.signatureMissing),
});
export const reasonInput = z.object({ reason: text(1000, errors.reasonMissing) });

export const questionInput = z.object({ template: z.string().max(60), reason: text(1000, errors.reasonMissing) });

export const checkInput = z.object({
  verdict: z.enum(["approve", "reject"], errors.verdictMissing),
  remark: z.string().trim().max(1000, errors.tooLong).default(""),
  tableHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type CheckInput = z.infer<typeof checkInput>;

export const figureInput = z.object({
  cellId: text(300, errors.cellMissing),
  indicator: text(200, errors.indicatorMissing),
  period: z
    .string()
    .trim()
    .max(80, errors.tooLong)
    .refine((period) => periodEnd(period) !== null, errors.periodWrong),
});
export type FigureInput = z.infer<typeof figureInput>;

export const noteInput = z.object({ text: text(10_000, errors.noteMissing) });
