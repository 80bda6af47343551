import { createSuite, OprfError, openBackend, type Suite } from "../oprf/index.ts";
import { HolderError } from "./errors.ts";
import { fromBase64Url } from "./signing.ts";

/** The arithmetic of an evaluation, apart from everything that counts and decides. */
export interface Evaluator {
  /**
   * share · B_i with one proof for the batch. `blinded` is 1 to 16 384 packed elements, which the suite decodes strictly.
   * @throws HolderError invalidElement.
   */
  evaluate(
    share: Uint8Array,
    publicShare: Uint8Array,
    blinded: Uint8Array,
  ): Promise<{ readonly evaluated: Uint8Array; readonly proof: Uint8Array }>;
}

export const openSuite = async (): Promise<Suite> => createSuite(await openBackend(), "voprf");

export const createEvaluator = (suite: Suite): Evaluator => ({
  async evaluate(share, publicShare, blinded) {
    try {
      return suite.evaluateWithProof(share, publicShare, blinded);
    } catch (error) {
      throw error instanceof OprfError ? new HolderError("invalidElement") : error;
    }
  },
});

/** Bytes of base64url that was parsed before. */
export function bytesOf(text: string): Uint8Array {
  const bytes = fromBase64Url(text);
  if (bytes === null) throw new HolderError("internal");
  return bytes;
}
