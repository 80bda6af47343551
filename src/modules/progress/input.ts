import { z } from "zod";
import { messages } from "./messages.nl.ts";
import { REPORTED_STATUSES, SHARES } from "./round.ts";

const { errors } = messages;
const emptyToNull = (text: string): string | null => (text === "" ? null : text);

export const updateInput = z
  .object({
    status: z.enum(REPORTED_STATUSES, errors.statusMissing),
    sentence: z
      .string()
      .trim()
      .transform((text) => text.replace(/\s+/g, " "))
      .pipe(z.string().min(1, errors.sentenceMissing).max(280, errors.sentenceTooLong)),
    newDueOn: z
      .union([z.literal(""), z.iso.date(errors.dateInvalid)])
      .default("")
      .transform(emptyToNull),
    reason: z.string().trim().max(500, errors.tooLong).default("").transform(emptyToNull),
    share: z.enum(SHARES, errors.shareMissing),
  })
  .superRefine(({ newDueOn, reason }, context) => {
    if (newDueOn !== null && reason === null)
      context.addIssue({ code: "custom", path: ["reason"], message: errors.reasonMissing });
  });
export type UpdateInput = z.infer<typeof updateInput>;

export const roundInput = z
  .object({
    title: z.string().trim().min(1, errors.titleMissing).max(200, errors.tooLong),
    planId: z.uuid(errors.planMissing),
    opensOn: z.iso.date(errors.dateInvalid),
    closesOn: z.iso.date(errors.dateInvalid),
  })
  .superRefine(({ opensOn, closesOn }, context) => {
    if (closesOn < opensOn) context.addIssue({ code: "custom", path: ["closesOn"], message: errors.closesBeforeOpens });
  });
export type RoundInput = z.infer<typeof roundInput>;

export const submissionInput = z.object({ submissionId: z.uuid() });
