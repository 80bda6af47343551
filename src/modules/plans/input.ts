import { z } from "zod";
import { messages } from "./messages.nl.ts";

const { errors } = messages;
const emptyToNull = (text: string): string | null => (text === "" ? null : text);
const optionalId = z
  .union([z.literal(""), z.uuid()])
  .default("")
  .transform(emptyToNull);

export const actionInput = z.object({
  title: z.string().trim().min(1, errors.titleMissing).max(200, errors.tooLong),
  description: z.string().trim().max(4000, errors.tooLong).default(""),
  objectiveId: optionalId,
  leadPartnerId: optionalId,
  dueOn: z
    .union([z.literal(""), z.iso.date(errors.dateInvalid)])
    .default("")
    .transform(emptyToNull),
  partnerIds: z.preprocess((value) => [value ?? []].flat(), z.array(z.uuid(errors.partnerUnknown)).max(100)),
});
export type ActionInput = z.infer<typeof actionInput>;

export const milestoneInput = z.object({
  title: z.string().trim().min(1, errors.milestoneMissing).max(200, errors.tooLong),
  dueOn: z.iso.date(errors.dateInvalid),
});

export const versionInput = z.object({ version: z.coerce.number().int().min(1) });
export const submissionInput = z.object({ submissionId: z.uuid() });
