import { join } from "node:path";
import { z } from "zod";
import { readText, writeWhole } from "./files.ts";
import { messages } from "./messages.nl.ts";
import * as shape from "./shapes.ts";
import { generateSigningKey, publicKeyFor, type SigningKey, sha256 } from "./signing.ts";
import { StartError } from "./start.ts";

const identityFile = z.object({ receiptKey: shape.publicKey, receiptSecret: shape.element });

/** A holder's id follows from its key, so that nobody else can take it. */
export const holderIdOf = (receiptKey: string): string => `kh-${sha256(receiptKey).slice(0, 20)}`;

/**
 * The key under which this holder signs its receipts; made at the very first start. It cannot evaluate anything.
 * @throws StartError when there is a ledger and no key that made it.
 */
export function openIdentity(folder: string, known: { readonly receiptKey: string } | null): SigningKey {
  const file = join(folder, "identity.json");
  const text = readText(file);
  if (text === null && known === null) {
    const made = generateSigningKey();
    writeWhole(file, `${JSON.stringify({ receiptKey: made.publicKey, receiptSecret: made.privateKey })}\n`);
    return made;
  }
  try {
    const { receiptKey, receiptSecret } = identityFile.parse(JSON.parse(text ?? ""));
    const fits = publicKeyFor(receiptSecret) === receiptKey && (known === null || known.receiptKey === receiptKey);
    if (fits) return { publicKey: receiptKey, privateKey: receiptSecret };
  } catch {}
  throw new StartError(messages.start.identityLost);
}
