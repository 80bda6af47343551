import { canonicalJson } from "./canonical.ts";
import { readCharter, unsignedParties } from "./charter.ts";
import { type Core, livingStudy, today } from "./core.ts";
import { HolderError } from "./errors.ts";
import type { CharterCore, CharterIdentifier, SignedCharter } from "./protocol.ts";
import { keysHold } from "./sharing.ts";
import type { StudyState } from "./state.ts";
import { type CharterAnswer, OPERATOR } from "./wire.ts";

/** When a charter holds at this holder: a list of refusals, each of which it checks for itself and believes nobody. */

function refuseParties(core: Core, charter: CharterCore, signed: SignedCharter): void {
  for (const { partner, signingKey } of charter.parties)
    if (partner === OPERATOR || core.state.partners.get(partner) !== signingKey)
      throw new HolderError("charterUnknownParty");
  if (unsignedParties(signed, charter).length > 0) throw new HolderError("charterNotSigned");
}

function refuseHolders(core: Core, { holders }: CharterCore): void {
  const own = holders.find(({ holder }) => holder === core.info.holder);
  if (own === undefined || own.receiptKey !== core.info.receiptKey) throw new HolderError("charterOtherHolder");
  if (new Set(holders.map(({ receiptKey }) => receiptKey)).size !== holders.length)
    throw new HolderError("charterOtherHolder");
}

/** With Shamir: what everybody committed to here, in front of this holder, and not only what is consistent in itself. */
const sameLine = (identifier: CharterIdentifier, study: StudyState): boolean =>
  canonicalJson([...(identifier.commitments ?? [])].sort((one, other) => one.index - other.index)) ===
  canonicalJson(study.ceremonies.get(identifier.type)?.accepted ?? []);

function sharesHold(core: Core, charter: CharterCore, identifier: CharterIdentifier, study: StudyState): boolean {
  const own = study.keys.get(identifier.type);
  const named = identifier.shares.map(({ holder }) => holder).sort();
  const wanted = charter.holders.map(({ holder }) => holder).sort();
  if (own === undefined || named.join() !== wanted.join()) return false;
  if (own.sharing !== identifier.sharing) throw new HolderError("charterSharing");
  const ownShare = identifier.shares.find(({ holder }) => holder === core.info.holder);
  if (ownShare?.publicShare !== own.publicShare) return false;
  return sameLine(identifier, study) && keysHold(core.suite, charter, identifier);
}

function refuseIdentifiers(core: Core, charter: CharterCore, study: StudyState): void {
  for (const identifier of charter.identifiers) {
    if (identifier.ceiling > core.limits.ceiling(identifier.type)) throw new HolderError("charterCeiling");
    if (!sharesHold(core, charter, identifier, study)) throw new HolderError("charterShares");
  }
}

function refuseDates(core: Core, { starts, ends }: CharterCore): void {
  if (starts > ends || ends < today(core)) throw new HolderError("charterDates");
}

/** A charter that held before and was replaced or vetoed does not return by being offered again. */
function refusePlace(charter: CharterCore, hash: string, study: StudyState): void {
  if (study.charters.has(hash)) throw new HolderError(study.charter === hash ? "vetoed" : "charterUsedBefore");
  if (charter.replaces !== undefined && study.charter !== null && charter.replaces !== study.charter)
    throw new HolderError("charterReplaces");
}

/**
 * Lets a charter hold, when everything in it is in order and every party has signed it with the key that is enrolled
 * here. The one that holds already is answered as such; a new one takes its place, and lifts a veto.
 * @throws HolderError with the reason.
 */
export function activateCharter(core: Core, id: string, signed: SignedCharter): CharterAnswer {
  const charter = readCharter(signed);
  if (charter.study !== id) throw new HolderError("otherStudy");
  refuseParties(core, charter, signed);
  const study = livingStudy(core, id);
  const { hash } = signed;
  if (study.charter === hash && study.veto === null) {
    // A restored backup may lack the file; offering the charter again puts it back.
    core.charters.keep(id, signed);
    return { study: id, hash };
  }
  refusePlace(charter, hash, study);
  refuseHolders(core, charter);
  refuseIdentifiers(core, charter, study);
  refuseDates(core, charter);
  core.charters.keep(id, signed);
  core.record({ kind: "charter", study: id, hash, starts: charter.starts, ends: charter.ends });
  return { study: id, hash };
}
