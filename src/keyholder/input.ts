import { z } from "zod";
import { HolderError } from "./errors.ts";
import * as shape from "./shapes.ts";

/** What a request may contain. Strict: a field that nobody knows is refused, since it was signed for a reason. */
const signedBy = <Request extends z.ZodType>(request: Request) =>
  z.strictObject({ request, signer: shape.partnerId, signature: shape.signature });

export const keysInput = signedBy(
  z.strictObject({
    holder: shape.partnerId,
    study: shape.studyId,
    types: z
      .array(z.strictObject({ type: shape.identifierType, sharing: shape.sharing }))
      .min(1)
      .max(50),
  }),
);

const ceremony = { holder: shape.partnerId, study: shape.studyId, type: shape.identifierType };
export const sealInput = signedBy(z.strictObject(ceremony));
export const dealInput = signedBy(z.strictObject({ ...ceremony, seats: z.array(shape.seat).length(3) }));
export const acceptInput = signedBy(z.strictObject({ ...ceremony, deals: z.array(shape.signedDeal).length(3) }));

export const commitmentInput = signedBy(
  z.strictObject({
    study: shape.studyId,
    partner: shape.partnerId,
    type: shape.identifierType,
    run: shape.runId,
    merkleRoot: shape.hash,
    count: shape.count.min(1),
    normaliserHash: shape.hash,
    charterHash: shape.hash,
  }),
);

export const evaluateInput = signedBy(
  z.strictObject({
    study: shape.studyId,
    partner: shape.partnerId,
    type: shape.identifierType,
    run: shape.runId,
    batch: shape.count,
    blindedHash: shape.hash,
    charterHash: shape.hash,
  }),
);

export const vetoInput = signedBy(
  z.strictObject({ study: shape.studyId, partner: shape.partnerId, charterHash: shape.hash }),
);

export const readInput = signedBy(z.strictObject({ holder: shape.partnerId, study: shape.studyId, at: shape.instant }));

export const witnessInput = signedBy(z.strictObject({ study: shape.studyId, position: shape.count, hash: shape.hash }));

export const destroyInput = signedBy(z.strictObject({ holder: shape.partnerId, study: shape.studyId }));

/** @throws HolderError unreadableRequest. */
export function parseInput<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HolderError("unreadableRequest");
  return parsed.data;
}
