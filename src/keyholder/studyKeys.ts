import { type Core, livingStudy, requireSigner } from "./core.ts";
import { clearWaitingRooms } from "./deals.ts";
import { HolderError } from "./errors.ts";
import { possessionContext } from "./evidence.ts";
import type { DestructionCertificate } from "./protocol.ts";
import { PURPOSES, toBase64Url } from "./signing.ts";
import type { RowOf } from "./state.ts";
import type {
  DestroyRequest,
  KeysRequest,
  SignedDestructionCertificate,
  SignedRequest,
  TypedShare,
  WantedKey,
} from "./wire.ts";

/** The beginning and the end of a share. */

function refuseOtherHolder(core: Core, { holder }: { readonly holder: string }): void {
  if (holder !== core.info.holder) throw new HolderError("otherHolder");
}

function makeShare(core: Core, study: string, { type, sharing }: WantedKey): TypedShare {
  if (sharing !== "additive") throw new HolderError("charterSharing");
  const { holder } = core.info;
  // A share without its row is what a crash between the two leaves behind: nobody has seen it, so it may serve.
  const kept = core.keystore.share(study, type);
  const secret = kept ?? core.suite.randomScalar();
  if (kept === null) core.keystore.keep(study, type, secret);
  const publicKey = core.suite.publicKeyOf(secret);
  const proof = core.suite.provePossession(secret, publicKey, possessionContext(study, type, holder));
  if (kept === null) secret.fill(0);
  const share = { type, holder, publicShare: toBase64Url(publicKey), proofOfPossession: toBase64Url(proof) };
  core.record({ kind: "key", study, sharing, ...share });
  return share;
}

/**
 * Fresh shares for a study, one per identifier type; asked again, the same ones.
 * @throws HolderError otherHolder, notAllowed, destroyed, shareMissing, charterSharing.
 */
export function createKeys(core: Core, signed: SignedRequest<KeysRequest>): readonly TypedShare[] {
  requireSigner(core, PURPOSES.keys, signed, "operator");
  refuseOtherHolder(core, signed.request);
  const { study: id, types } = signed.request;
  return types.map((wanted) => {
    const study = core.state.studies.get(id);
    if (study !== undefined && study.destroyed !== null) throw new HolderError("destroyed");
    const known = study?.keys.get(wanted.type);
    if (known === undefined) return makeShare(core, id, wanted);
    if (known.sharing !== wanted.sharing) throw new HolderError("charterSharing");
    // After a restored backup the row is there and the secret is not: another one would be another key.
    if (core.keystore.share(id, wanted.type) === null) throw new HolderError("shareMissing");
    const { type, holder, publicShare, proofOfPossession } = known;
    return { type, holder, publicShare, proofOfPossession };
  });
}

function certificateOf(core: Core, row: RowOf<"destroyed">): SignedDestructionCertificate {
  const { study, types, publicShares, evaluated } = row.entry;
  const certificate: DestructionCertificate = {
    holder: core.info.holder,
    study,
    types,
    publicShares,
    evaluated,
    ledgerHash: row.hash,
    position: row.position,
    destroyedAt: row.at,
  };
  return { certificate, signature: core.sign(PURPOSES.destruction, certificate) };
}

/**
 * Destroys the shares of a study, for good. The row comes first, so that nothing is evaluated any more from that moment;
 * the certificate comes last. Asked again, the same certificate.
 * @throws HolderError otherHolder, notAllowed, noKeys.
 */
export async function destroyStudy(
  core: Core,
  signed: SignedRequest<DestroyRequest>,
): Promise<SignedDestructionCertificate> {
  requireSigner(core, PURPOSES.destroy, signed, "either");
  refuseOtherHolder(core, signed.request);
  return destroyShares(core, signed.request.study, signed.signer, signed.signature);
}

/** As destroyStudy, by whoever has authority already: the administrator of this holder at its own machine. */
export async function destroyShares(
  core: Core,
  id: string,
  signer: string,
  signature: string,
): Promise<SignedDestructionCertificate> {
  const known = core.state.studies.get(id);
  if (known?.destroyed == null) {
    const study = livingStudy(core, id);
    const keys = [...study.keys.values()];
    core.record({
      kind: "destroyed",
      study: id,
      types: keys.map(({ type }) => type),
      publicShares: keys.map(({ publicShare }) => publicShare),
      evaluated: study.evaluated,
      signer,
      signature,
    });
  }
  await core.settled();
  core.keystore.destroy(id);
  const study = core.state.studies.get(id);
  if (study?.destroyed == null) throw new HolderError("internal");
  clearWaitingRooms(core, id, study);
  const { destroyed } = study;
  return certificateOf(core, destroyed);
}

/** Finishes what a crash between row and removal left. */
export function finishDestructions(core: Core): void {
  for (const [id, study] of core.state.studies) {
    if (study.destroyed !== null) core.keystore.destroy(id);
    clearWaitingRooms(core, id, study);
  }
}
