import { randomBytes } from "node:crypto";
import { generateSigningKey, type SigningKey } from "../../keyholder/index.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Storage } from "../../platform/storage.ts";
import { messages } from "./messages.nl.ts";

/**
 * The operator's keys. They live in a folder of their own, `keystore`, that is left out of every backup: a study ends
 * when its keys do, and a key that comes back from a backup would undo that (reference, T13).
 */
export interface StudyKeys {
  /** Encrypts the files of the study. 32 bytes. */
  readonly dataKey: Uint8Array;
  /** Turns a partner's token into the platform's: HMAC-SHA-256. 32 bytes. */
  readonly ingestKey: Uint8Array;
}

export interface Vault {
  /** Ed25519 key of the operator; made at first use. */
  operatorKey(): Promise<SigningKey>;
  /** Keys of a study; made at first use, and never again once they were destroyed. */
  keysOf(studyId: string): Promise<StudyKeys>;
  /** As keysOf, without making them. @throws DomainError when they are gone. */
  requireKeys(studyId: string): Promise<StudyKeys>;
  /** Overwrites and removes the keys; afterwards only the fact that they were destroyed is left. */
  destroy(studyId: string): Promise<void>;
}

const KEYSTORE = "keystore";
const KEY_BYTES = 32;
const DESTROYED = "destroyed";

const parse = (bytes: Buffer): StudyKeys | null => {
  const text = bytes.toString("utf8");
  if (text === DESTROYED) return null;
  const [dataKey = "", ingestKey = ""] = text.split("\n");
  return { dataKey: Buffer.from(dataKey, "base64url"), ingestKey: Buffer.from(ingestKey, "base64url") };
};

const gone = (): never => {
  throw new DomainError("invalid_transition", messages.gate.closed);
};

export function createVault(storage: Storage): Vault {
  const nameOf = (studyId: string): string[] => [KEYSTORE, `${studyId}.keys`];
  // Two who need a key that is not there yet must wait for the same one: the second would write over the first, and
  // what was sealed by then could never be opened again.
  const making = new Map<string, Promise<unknown>>();
  const oneAtATime = async <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const before = making.get(name) ?? Promise.resolve();
    const mine = before.then(make, make);
    making.set(name, mine);
    try {
      return await mine;
    } finally {
      if (making.get(name) === mine) making.delete(name);
    }
  };
  const requireKeys = async (studyId: string): Promise<StudyKeys> => {
    const bytes = await storage.read(...nameOf(studyId));
    return (bytes === null ? null : parse(bytes)) ?? gone();
  };
  return {
    requireKeys,
    operatorKey: () =>
      oneAtATime("operator", async () => {
        const known = await storage.read(KEYSTORE, "operator.key");
        if (known !== null) return JSON.parse(known.toString("utf8")) as SigningKey;
        const made = generateSigningKey();
        await storage.write([KEYSTORE, "operator.key"], Buffer.from(JSON.stringify(made)));
        return made;
      }),
    keysOf: (studyId) =>
      oneAtATime(studyId, async () => {
        if ((await storage.read(...nameOf(studyId))) !== null) return requireKeys(studyId);
        const keys = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)].map((key) => key.toString("base64url"));
        await storage.write(nameOf(studyId), Buffer.from(keys.join("\n")));
        return requireKeys(studyId);
      }),
    destroy: async (studyId) => {
      // First over the old bytes, in place: what is only unlinked can be found again on a disk.
      const known = await storage.read(...nameOf(studyId));
      if (known !== null && known.toString("utf8") !== DESTROYED)
        await storage.overwrite(nameOf(studyId), randomBytes(known.length));
      await storage.write(nameOf(studyId), Buffer.from(DESTROYED));
    },
  };
}
