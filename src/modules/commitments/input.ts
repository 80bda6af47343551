import { z } from "zod";
import { DomainError } from "../../platform/errors.ts";
import { COMMITMENT_KINDS, TRANSITION_NAMES, type Transition } from "./commitment.ts";
import { messages } from "./messages.nl.ts";

const { errors } = messages;
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, errors.tooLong)
    .default("")
    .transform((text) => (text === "" ? null : text));
const optionalDate = z
  .union([z.literal(""), z.iso.date(errors.dateInvalid)])
  .default("")
  .transform((text) => (text === "" ? null : text));

export const commitmentInput = z.object({
  kind: z.enum(COMMITMENT_KINDS, errors.kindMissing),
  text: z.string().trim().min(1, errors.textMissing).max(1000, errors.tooLong),
  madeBy: z.string().trim().min(1, errors.madeByMissing).max(200, errors.tooLong),
  madeOnText: optionalDate,
  inDocument: optionalText(200),
  paperKey: optionalText(40),
  dueOn: optionalDate,
});
export type CommitmentInput = z.infer<typeof commitmentInput>;

const step = z.object({
  explanation: z.string().trim().min(1, errors.explanationMissing).max(1000, errors.tooLong),
  paperKey: optionalText(40),
  paragraph: optionalText(100),
  dueOn: optionalDate,
});
export type StepInput = z.infer<typeof step>;

/** What a step needs depends on the step: settling names the paper, postponing the new day. */
export const stepInput = (transition: Transition) =>
  step.superRefine((values, context) => {
    if (transition === "settle" && values.paperKey === null)
      context.addIssue({ code: "custom", path: ["paperKey"], message: errors.paperMissing });
    if (transition === "postpone" && values.dueOn === null)
      context.addIssue({ code: "custom", path: ["dueOn"], message: errors.dueMissing });
  });

export function parseTransition(name: string): Transition {
  const transition = TRANSITION_NAMES.find((known) => known === name);
  if (transition === undefined) throw new DomainError("not_found", errors.unknownStep);
  return transition;
}

export const versionInput = z.object({ version: z.coerce.number().int().min(1) });
export const submissionInput = z.object({ submissionId: z.uuid() });
export const answerInput = z.object({
  reactedIn: z.string().trim().min(1, errors.whereMissing).max(300, errors.tooLong),
});
