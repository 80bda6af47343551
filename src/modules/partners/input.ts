import { z } from "zod";
import { messages } from "./messages.nl.ts";
import { PARTNER_KINDS } from "./partner.ts";

const { errors } = messages;
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, errors.tooLong)
    .default("")
    .transform((text) => (text === "" ? null : text));

export const partnerInput = z.object({
  name: z.string().trim().min(1, errors.nameMissing).max(200, errors.tooLong),
  shortName: z.string().trim().min(1, errors.shortNameMissing).max(60, errors.tooLong),
  kind: z.enum(PARTNER_KINDS, errors.kindMissing),
  category: optionalText(100),
  role: optionalText(500),
  since: optionalText(40),
});
export type PartnerInput = z.infer<typeof partnerInput>;

export const versionInput = z.object({ version: z.coerce.number().int().min(1) });
export const submissionInput = z.object({ submissionId: z.uuid() });

export const representativeInput = z.object({
  personId: z.uuid(errors.personMissing),
  since: z.iso.date(errors.sinceInvalid),
});

export const groupInput = z.object({
  name: z.string().trim().min(1, errors.nameMissing).max(200, errors.tooLong),
  description: optionalText(1000),
});

export const memberInput = z.object({ partnerId: z.uuid(errors.partnerMissing) });
