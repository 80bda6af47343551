import {
  type CharterHolder,
  type CharterIdentifier,
  createHolderClient,
  fromBase64Url,
  HolderError,
  keysHold,
  OPERATOR,
  type PublicShare,
  possessionContext,
  type SignedCharter,
  type SigningKey,
  shareKey,
  type TypedShare,
  toBase64Url,
} from "../../keyholder/index.ts";
import { createSuite, openBackend, type Suite } from "../../oprf/index.ts";
import { DomainError } from "../../platform/errors.ts";
import { normaliserFor, normaliserHash } from "../../pseudonymise/index.ts";
import { canariesFor } from "./canaries.ts";
import { messages } from "./messages.nl.ts";

/**
 * What the platform does with the key holders. It never holds a share: it asks for public values, checks the proofs,
 * and hands on what the parties signed. All of it is network, so none of it happens inside a transaction.
 */
const operator = (key: SigningKey) => ({ signer: OPERATOR, privateKey: key.privateKey });

/** A holder's own words are never shown: only ours, by what went wrong. */
async function withHolder<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HolderError) throw new DomainError("invalid_input", error.message);
    throw error;
  }
}

/** Asks a holder who it is. @throws DomainError invalid_input when nobody answers there. */
export async function meetHolder(url: string): Promise<CharterHolder> {
  const address = url.replace(/\/+$/, "");
  return withHolder(async () => {
    const { holder, name, receiptKey } = await createHolderClient(address).holder();
    return { holder, name, receiptKey, url: address };
  });
}

let suite: Promise<Suite> | undefined;
const voprf = (): Promise<Suite> => {
  suite ??= openBackend().then((backend) => createSuite(backend, "voprf"));
  return suite;
};

const bytesOf = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array();

/** A holder that cannot prove that it knows its share may have chosen it to cancel the other's (rogue key). */
async function requirePossession(study: string, { type, holder, publicShare, proofOfPossession }: TypedShare) {
  const { verifyPossession } = await voprf();
  const context = possessionContext(study, type, holder);
  if (!verifyPossession(bytesOf(publicShare), bytesOf(proofOfPossession), context))
    throw new DomainError("invalid_input", messages.identifiers.wrongProof);
}

type Key = Pick<CharterIdentifier, "sharing" | "shares" | "jointKey" | "commitments">;

interface Ceremony {
  readonly study: string;
  readonly type: string;
  readonly ceiling: number;
  /** All holders together, or any two of three. */
  readonly sharing: CharterIdentifier["sharing"];
}

/** Every holder makes its own share, and the joint key is the sum: all of them are needed, always. */
async function sumOfShares(holders: readonly CharterHolder[], key: SigningKey, { study, type }: Ceremony) {
  const shares: PublicShare[] = [];
  for (const { url, holder } of holders) {
    const wanted = [{ type, sharing: "additive" as const }];
    const [share] = await withHolder(() => createHolderClient(url).createKeys(study, wanted, operator(key)));
    if (share === undefined || share.holder !== holder || share.type !== type)
      throw new DomainError("invalid_input", messages.identifiers.wrongProof);
    await requirePossession(study, share);
    shares.push({ holder, publicShare: share.publicShare, proofOfPossession: share.proofOfPossession });
  }
  const { addPublicKeys } = await voprf();
  const jointKey = toBase64Url(addPublicKeys(...shares.map(({ publicShare }) => bytesOf(publicShare))));
  return { sharing: "additive", shares, jointKey } satisfies Key;
}

/** Three holders deal to each other; a holder that cheats is named by whoever found out. */
async function twoOfThree(holders: readonly CharterHolder[], key: SigningKey, { study, type }: Ceremony): Promise<Key> {
  if (holders.length !== 3) throw new DomainError("invalid_input", messages.identifiers.needThree);
  const clients = holders.map(({ url }) => createHolderClient(url));
  try {
    return await shareKey(clients, study, type, operator(key));
  } catch (error) {
    if (!(error instanceof HolderError)) throw error;
    const culprit = holders.find(({ holder }) => holder === error.culprit);
    throw new DomainError(
      "invalid_input",
      culprit === undefined ? error.message : messages.identifiers.wrongDeal(culprit.name),
    );
  }
}

/**
 * The key ceremony for one type of identifier: the holders make the key together, and each proves its part. There is no
 * dealer: nobody has ever known the whole key (reference, §4.2).
 */
export async function holdCeremony(
  holders: readonly CharterHolder[],
  key: SigningKey,
  ceremony: Ceremony,
): Promise<CharterIdentifier> {
  const { study, type, ceiling, sharing } = ceremony;
  const normaliser = normaliserFor(type);
  if (normaliser === null) throw new DomainError("invalid_input", messages.identifiers.unknownType);
  if (holders.length < 2) throw new DomainError("invalid_input", messages.holders.empty);
  const made = await (sharing === "additive" ? sumOfShares : twoOfThree)(holders, key, ceremony);
  const identifier = {
    type,
    normaliser: { name: normaliser.name, version: normaliser.version, hash: normaliserHash(normaliser) },
    ceiling,
    ...made,
    canaries: canariesFor(normaliser),
  };
  // The shares must be those of the holders that were met, and no others.
  if (!keysHold(await voprf(), { study, holders }, identifier))
    throw new DomainError("invalid_input", messages.identifiers.wrongProof);
  return identifier;
}

/** Hands every holder the charter with all signatures. Returns the names of those that did not take it, with why. */
export async function handOver(
  holders: readonly CharterHolder[],
  charter: SignedCharter,
  study: string,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { url, name } of holders)
    await createHolderClient(url)
      .offerCharter(study, charter)
      .catch((error: unknown) => {
        if (!(error instanceof HolderError)) throw error;
        problems.push(`${name}: ${error.message}`);
      });
  return problems;
}

/** One element as a partner would send it, for showing that it is refused. */
export async function blindedCanary(value: string): Promise<Uint8Array> {
  const { blindBatch } = await voprf();
  return blindBatch([new TextEncoder().encode(value)]).blinded;
}

export const asOperator = operator;
