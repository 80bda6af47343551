import { OprfError, publicShareAt, type Suite } from "../oprf/index.ts";
import { canonicalJson } from "./canonical.ts";
import { bytesOf } from "./evaluator.ts";
import { possessionContext } from "./evidence.ts";
import { type CharterCore, type CharterIdentifier, type Contribution, PROTOCOL } from "./protocol.ts";
import { toBase64Url } from "./signing.ts";

/**
 * How the public halves of a shared key belong together: what a holder, the platform and a partner's tool check, each
 * for itself. Additive: every holder is needed. Shamir 2-of-3 (A. Shamir, CACM 1979; commitments of P. Feldman,
 * FOCS 1987): each of three holders draws a line, the joint line is their sum, and any two points fix it.
 */
export const SEATS = 3;

/** Evaluations that one batch needs. */
export const neededFor = ({ sharing, shares }: Pick<CharterIdentifier, "sharing" | "shares">): number =>
  sharing === "additive" ? shares.length : 2;

/** What the proof of a contribution is bound to; a share's own proof is bound to possessionContext. */
export const contributionContext = (study: string, type: string, holder: string): Uint8Array =>
  new TextEncoder().encode(`${PROTOCOL}:contribution\n${canonicalJson({ study, type, holder })}`);

/** A0 and A1, packed. */
export const lineOf = ({ commitments: [constant, slope] }: Pick<Contribution, "commitments">): Uint8Array =>
  new Uint8Array(Buffer.concat([bytesOf(constant), bytesOf(slope)]));

/** Commitments to the joint line: the sum of everybody's. @throws OprfError. */
const jointLine = (suite: Suite, contributions: readonly Contribution[]): Uint8Array =>
  contributions.map(lineOf).reduce((sum, line) => suite.addElements(sum, line));

/** The public share that belongs to a seat: Σ A_j0 + index · A_j1. @throws OprfError. */
export const publicShareFor = (suite: Suite, contributions: readonly Contribution[], index: number): Uint8Array =>
  publicShareAt(suite.backend, jointLine(suite, contributions), index);

/** pk = Σ A_j0. @throws OprfError. */
export const jointKeyOf = (suite: Suite, contributions: readonly Contribution[]): Uint8Array =>
  suite.addPublicKeys(...contributions.map(({ commitments: [constant] }) => bytesOf(constant)));

/**
 * Whether a holder knows the constant term that it committed to: without that, the last one to speak could choose the
 * joint key (rogue key). @throws OprfError.
 */
export function contributionHolds(suite: Suite, study: string, type: string, contribution: Contribution): boolean {
  suite.decodeElements(lineOf(contribution), 2);
  const { commitments, proofOfPossession, holder } = contribution;
  const context = contributionContext(study, type, holder);
  return suite.verifyPossession(bytesOf(commitments[0]), bytesOf(proofOfPossession), context);
}

/** Three different holders on the seats 1, 2 and 3. */
export function seatsFit(seats: readonly Pick<Contribution, "holder" | "index">[]): boolean {
  const indices = seats.map(({ index }) => index).sort((a, b) => a - b);
  return indices.join() === "1,2,3" && new Set(seats.map(({ holder }) => holder)).size === SEATS;
}

function lineHolds(suite: Suite, study: string, { type, shares, jointKey, commitments = [] }: CharterIdentifier) {
  if (shares.length !== SEATS || !seatsFit(commitments)) return false;
  if (!commitments.every((one) => contributionHolds(suite, study, type, one))) return false;
  const onLine = shares.every(({ holder, publicShare }) => {
    const seat = commitments.find((one) => one.holder === holder);
    return seat !== undefined && toBase64Url(publicShareFor(suite, commitments, seat.index)) === publicShare;
  });
  return onLine && toBase64Url(jointKeyOf(suite, commitments)) === jointKey;
}

function sumHolds(suite: Suite, { shares, jointKey, commitments }: CharterIdentifier): boolean {
  const sum = suite.addPublicKeys(...shares.map(({ publicShare }) => bytesOf(publicShare)));
  return commitments === undefined && toBase64Url(sum) === jointKey;
}

/** Whether the keys of an identifier come from holders of the charter who know their secrets, and make its joint key. */
export function keysHold(suite: Suite, charter: Pick<CharterCore, "study" | "holders">, identifier: CharterIdentifier) {
  const { type, shares, sharing } = identifier;
  try {
    const known = shares.every(({ holder, publicShare, proofOfPossession }) => {
      const context = possessionContext(charter.study, type, holder);
      const isNamed = charter.holders.some((one) => one.holder === holder);
      return isNamed && suite.verifyPossession(bytesOf(publicShare), bytesOf(proofOfPossession), context);
    });
    if (!known) return false;
    return sharing === "additive" ? sumHolds(suite, identifier) : lineHolds(suite, charter.study, identifier);
  } catch (error) {
    if (error instanceof OprfError) return false;
    throw error;
  }
}
