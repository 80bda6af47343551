import { messages } from "./messages.nl.ts";

/**
 * What a rule would cost and bring, in one Dutch sentence: euros of damage avoided per innocent customer who is hit. From
 * published values only, so that the sentence says nothing that the table does not; null is a suppressed value.
 */
export function proportionality(damageAvoided: number | null, innocentHit: number | null): string {
  if (damageAvoided === null || innocentHit === null) return messages.proportionality.hidden;
  if (innocentHit === 0) return messages.proportionality.nobody;
  return messages.proportionality.perInnocent(Math.round(damageAvoided / innocentHit));
}

/** How the uncertainty of each kind of number was found; Dutch, for under a table. */
export const methods: Readonly<Record<"count" | "share" | "amount" | "labelError", string>> = messages.methods;
