import { OprfError, splitScalar, verifyFeldman } from "../oprf/index.ts";
import { canonicalJson } from "./canonical.ts";
import { type Core, requireSigner } from "./core.ts";
import { HolderError } from "./errors.ts";
import { possessionContext } from "./evidence.ts";
import { holderIdOf } from "./identity.ts";
import type { Contribution } from "./protocol.ts";
import { generateSealingPair, openLetter, type SealingPair, sealLetter } from "./sealing.ts";
import { contributionContext, contributionHolds, lineOf, publicShareFor, seatsFit } from "./sharing.ts";
import { PURPOSES, sha256, toBase64Url, verify } from "./signing.ts";
import type { StudyState } from "./state.ts";
import type {
  AcceptRequest,
  Deal,
  DealRequest,
  DealSeat,
  SealRequest,
  SignedDeal,
  SignedRequest,
  SignedSealingKey,
  TypedShare,
} from "./wire.ts";

/**
 * A key that three hold and any two can use, without anybody who ever knew it (T. Pedersen, EUROCRYPT 1991): each holder
 * draws a secret line, commits to it in public and gives each of the others its point on it, sealed. A holder's share
 * is the sum of the points that it got. Three steps, because letters need addresses: seal, deal, accept. Every
 * step can be asked again and gives the same; a holder that cheats is named.
 */
const [SHARE_INDICES, THRESHOLD] = [[1, 2, 3], 2] as const;

/** Where the secrets of a ceremony wait: apart from the shares, under a key of its own, so that they can be wiped. */
const waitingRoom = (study: string, type: string): string => `${study}.${sha256(type).slice(0, 16)}.deal`;
const [SEALING, OWN_POINT] = ["sealing", "point"] as const;

function requireDealing(core: Core, request: SealRequest): StudyState | undefined {
  if (request.holder !== core.info.holder) throw new HolderError("otherHolder");
  const study = core.state.studies.get(request.study);
  if (study !== undefined && study.destroyed !== null) throw new HolderError("destroyed");
  const key = study?.keys.get(request.type);
  if (key !== undefined && key.sharing !== "shamir-2-of-3") throw new HolderError("charterSharing");
  return study;
}

/**
 * The address for letters about one study and type: a fresh key, signed with the receipt key.
 * @throws HolderError otherHolder, notAllowed, destroyed, charterSharing.
 */
export function sealingKey(core: Core, signed: SignedRequest<SealRequest>): SignedSealingKey {
  requireSigner(core, PURPOSES.seal, signed, "operator");
  const { study, type, holder } = signed.request;
  const known = requireDealing(core, signed.request)?.ceremonies.get(type)?.sealingKey;
  const publicKey = known ?? makeSealingKey(core, study, type);
  const sealing = { study, type, holder, receiptKey: core.info.receiptKey, sealingKey: publicKey };
  return { sealing, signature: core.sign(PURPOSES.sealingKey, sealing) };
}

function makeSealingKey(core: Core, study: string, type: string): string {
  const { publicKey, privateKey } = generateSealingPair();
  core.keystore.keep(waitingRoom(study, type), SEALING, privateKey);
  privateKey.fill(0);
  core.record({ kind: "sealing", study, type, sealingKey: publicKey });
  return publicKey;
}

/** A seat belongs to whoever can sign with the key from which its holder's id follows. */
function seatIsSigned({ holder, receiptKey, sealingKey, signature }: DealSeat, study: string, type: string): boolean {
  const sealing = { study, type, holder, receiptKey, sealingKey };
  return holderIdOf(receiptKey) === holder && verify(PURPOSES.sealingKey, sealing, signature, receiptKey);
}

const seatsHash = (seats: readonly DealSeat[]): string =>
  sha256(canonicalJson([...seats].sort((one, other) => one.index - other.index)));

/**
 * Draws this holder's line and gives the two others their points on it.
 * @throws HolderError otherHolder, notAllowed, destroyed, charterSharing, noDeal, dealSeats, dealOther.
 */
export function deal(core: Core, signed: SignedRequest<DealRequest>): SignedDeal {
  requireSigner(core, PURPOSES.deal, signed, "operator");
  const { study, type, seats } = signed.request;
  const ceremony = requireDealing(core, signed.request)?.ceremonies.get(type);
  if (ceremony === undefined) throw new HolderError("noDeal");
  const { holder } = core.info;
  const own = seats.find((one) => one.holder === holder);
  if (!seatsFit(seats) || own?.sealingKey !== ceremony.sealingKey) throw new HolderError("dealSeats");
  if (!seats.every((seat) => seatIsSigned(seat, study, type))) throw new HolderError("dealSeats");
  const given = ceremony.deal;
  if (given !== null && given.deal.seats !== seatsHash(seats)) throw new HolderError("dealOther");
  return given ?? drawLine(core, signed.request, own);
}

function drawLine(core: Core, { study, type, seats }: DealRequest, own: DealSeat): SignedDeal {
  const { suite } = core;
  const { holder } = core.info;
  const secret = suite.randomScalar();
  const { shares, commitments } = splitScalar(suite.backend, secret, THRESHOLD, SHARE_INDICES);
  const [constant, slope] = [commitments.slice(0, 32), commitments.slice(32)];
  const proof = suite.provePossession(secret, constant, contributionContext(study, type, holder));
  secret.fill(0);
  const pointOf = (index: number): Uint8Array => shares.find((one) => one.index === index)?.share ?? new Uint8Array(32);
  core.keystore.keep(waitingRoom(study, type), OWN_POINT, pointOf(own.index));
  const letters = seats
    .filter((seat) => seat.holder !== holder)
    .map(({ holder: to, index, sealingKey }) => ({
      to,
      letter: sealLetter({ study, type, from: holder, to }, sealingKey, pointOf(index)),
    }));
  for (const { share } of shares) share.fill(0);
  const made: Deal = {
    ...{ study, type, holder, index: own.index },
    commitments: [toBase64Url(constant), toBase64Url(slope)],
    proofOfPossession: toBase64Url(proof),
    seats: seatsHash(seats),
    letters,
  };
  const signed = { deal: made, signature: core.sign(PURPOSES.dealt, made) };
  core.record({ kind: "deal", study, type, seats, dealt: signed });
  return signed;
}

const contributionOf = ({ deal }: SignedDeal): Contribution => {
  const { holder, index, commitments, proofOfPossession } = deal;
  return { holder, index, commitments, proofOfPossession };
};

/** Whether a deal is the word of its holder, about this very ceremony, and proven. */
function dealIsProven(core: Core, { study, type }: AcceptRequest, signed: SignedDeal, seats: readonly DealSeat[]) {
  const { deal, signature } = signed;
  const seat = seats.find(({ holder }) => holder === deal.holder);
  const isAboutThis =
    deal.study === study && deal.type === type && deal.seats === seatsHash(seats) && deal.index === seat?.index;
  if (!isAboutThis || !verify(PURPOSES.dealt, deal, signature, seat.receiptKey)) return false;
  return contributionHolds(core.suite, study, type, contributionOf(signed));
}

interface Reader {
  readonly own: DealSeat;
  readonly sealing: SealingPair;
  readonly ownPoint: Uint8Array;
}

/** This holder's point on the dealer's line, or null when there is none that fits what the dealer committed to. */
function pointFrom(core: Core, { deal }: SignedDeal, { own, sealing, ownPoint }: Reader): Uint8Array | null {
  const { study, type, holder: from } = deal;
  const { holder: to, index } = own;
  const letter = deal.letters.find((one) => one.to === to)?.letter ?? "";
  const point = from === to ? ownPoint.slice() : openLetter({ study, type, from, to }, sealing, letter);
  return point !== null && verifyFeldman(core.suite.backend, { index, share: point }, lineOf(deal)) ? point : null;
}

/** @throws HolderError dealWrong, with the holder whose deal does not hold. */
function checkedPoint(core: Core, request: AcceptRequest, dealt: SignedDeal, seats: readonly DealSeat[], by: Reader) {
  try {
    const point = dealIsProven(core, request, dealt, seats) ? pointFrom(core, dealt, by) : null;
    if (point !== null) return point;
  } catch (error) {
    if (!(error instanceof OprfError)) throw error;
  }
  throw new HolderError("dealWrong", 0, dealt.deal.holder);
}

function readerOf(core: Core, { study, type }: AcceptRequest, seats: readonly DealSeat[]): Reader {
  const own = seats.find(({ holder }) => holder === core.info.holder);
  const room = waitingRoom(study, type);
  const [privateKey, ownPoint] = [core.keystore.share(room, SEALING), core.keystore.share(room, OWN_POINT)];
  if (own === undefined || privateKey === null || ownPoint === null) throw new HolderError("shareMissing");
  return { own, sealing: { publicKey: own.sealingKey, privateKey }, ownPoint };
}

function makeShare(core: Core, request: AcceptRequest, seats: readonly DealSeat[]): TypedShare {
  const { study, type, deals } = request;
  const { suite } = core;
  const reader = readerOf(core, request, seats);
  const points = deals.map((dealt) => checkedPoint(core, request, dealt, seats, reader));
  const share = points.reduce((sum, point) => suite.backend.addScalars(sum, point));
  const contributions = deals.map(contributionOf).sort((one, other) => one.index - other.index);
  const publicShare = suite.publicKeyOf(share);
  if (toBase64Url(publicShareFor(suite, contributions, reader.own.index)) !== toBase64Url(publicShare))
    throw new HolderError("internal");
  const { holder } = core.info;
  const proof = suite.provePossession(share, publicShare, possessionContext(study, type, holder));
  core.keystore.keep(study, type, share);
  for (const secret of [...points, share]) secret.fill(0);
  const made = { type, holder, publicShare: toBase64Url(publicShare), proofOfPossession: toBase64Url(proof) };
  core.record({ kind: "accepted", study, type, contributions });
  core.record({ kind: "key", study, sharing: "shamir-2-of-3", ...made });
  return made;
}

/** Every deal once, from everybody at the table; a missing one is not a matter of proof. */
const coversSeats = (deals: readonly SignedDeal[], seats: readonly DealSeat[]): boolean =>
  deals.length === seats.length && seats.every(({ holder }) => deals.some(({ deal }) => deal.holder === holder));

const sameContributions = (deals: readonly SignedDeal[], accepted: readonly Contribution[]): boolean =>
  canonicalJson(deals.map(contributionOf).sort((one, other) => one.index - other.index)) === canonicalJson(accepted);

/**
 * Opens and checks what all three dealt, and makes this holder's share of it. The letters' key and the own point are
 * wiped when the share is on disk.
 * @throws HolderError otherHolder, notAllowed, destroyed, noDeal, dealSeats, dealOther, dealWrong, shareMissing.
 */
export async function accept(core: Core, signed: SignedRequest<AcceptRequest>): Promise<TypedShare> {
  requireSigner(core, PURPOSES.accept, signed, "operator");
  const { study: id, type, deals } = signed.request;
  const study = requireDealing(core, signed.request);
  const ceremony = study?.ceremonies.get(type);
  if (ceremony?.deal == null) throw new HolderError("noDeal");
  if (!coversSeats(deals, ceremony.seats)) throw new HolderError("dealSeats");
  if (ceremony.accepted !== null && !sameContributions(deals, ceremony.accepted)) throw new HolderError("dealOther");
  const known = study?.keys.get(type);
  if (known !== undefined && core.keystore.share(id, type) === null) throw new HolderError("shareMissing");
  const { holder, publicShare, proofOfPossession } = known ?? makeShare(core, signed.request, ceremony.seats);
  await core.settled();
  core.keystore.destroy(waitingRoom(id, type));
  return { type, holder, publicShare, proofOfPossession };
}

/** Wipes what a ceremony still keeps: all of it when the study is destroyed, else only of those that are over. */
export function clearWaitingRooms(core: Core, id: string, study: StudyState): void {
  for (const type of study.ceremonies.keys())
    if (study.destroyed !== null || study.keys.has(type)) core.keystore.destroy(waitingRoom(id, type));
}
