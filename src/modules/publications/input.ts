import { z } from "zod";
import { messages } from "./messages.nl.ts";

const words = messages.errors;

/** The form of a new dossier; `id` travels with the form, so that sending it twice makes one dossier. */
export const newDossierInput = z.object({
  id: z.uuid(),
  title: z.string().trim().min(1, words.titleMissing).max(200, words.titleLong),
  referenceDate: z.iso.date(words.dateWrong),
  year: z.coerce.number(words.yearMissing).int(words.yearMissing),
});
export type NewDossier = z.infer<typeof newDossierInput>;

/** One sentence that the public will read: what is new, or why something was taken back. */
export const noteInput = (missing: string) => z.string().trim().min(1, missing).max(300, words.noteLong);
