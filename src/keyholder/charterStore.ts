import { join } from "node:path";
import { readCharter, signedCharterInput } from "./charter.ts";
import type { CharterStore } from "./core.ts";
import { makeFolder, readText, writeWhole } from "./files.ts";
import type { CharterCore } from "./protocol.ts";

function readFrom(file: string, hash: string): CharterCore | null {
  const text = readText(file);
  if (text === null) return null;
  try {
    const signed = signedCharterInput.parse(JSON.parse(text));
    return signed.hash === hash ? readCharter(signed) : null;
  } catch {
    return null;
  }
}

/**
 * The signed charters, one file per hash: what held when stays to be read. The ledger says which one holds, and its hash
 * says whether the file is still that one; a changed file is as good as none.
 */
export function openCharterStore(folder: string): CharterStore {
  makeFolder(folder);
  const read = new Map<string, CharterCore>();
  const fileOf = (study: string, hash: string): string => join(folder, `${study}-${hash}.json`);
  return {
    keep(study, signed) {
      if (readFrom(fileOf(study, signed.hash), signed.hash) !== null) return;
      const { document, hash, signatures } = signed;
      writeWhole(fileOf(study, hash), `${JSON.stringify({ document, hash, signatures })}\n`);
    },
    find(study, hash) {
      const known = read.get(hash) ?? readFrom(fileOf(study, hash), hash);
      if (known !== null) read.set(hash, known);
      return known?.study === study ? known : null;
    },
  };
}
