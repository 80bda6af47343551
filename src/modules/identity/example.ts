import { sign, unsign } from "./tokens.ts";

const PURPOSE = "voorbeeld";

/** Stays the same over restarts, so that the terminal can print one link per role. */
export const exampleToken = (secret: string, personId: string): string => sign(secret, PURPOSE, personId);

export const personOfExampleToken = (secret: string, token: string): string | null => unsign(secret, PURPOSE, token);
