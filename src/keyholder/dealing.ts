import type { HolderClient, Signer } from "./client.ts";
import { openSuite } from "./evaluator.ts";
import type { Contribution, PublicShare } from "./protocol.ts";
import { jointKeyOf } from "./sharing.ts";
import { toBase64Url } from "./signing.ts";
import type { DealSeat } from "./wire.ts";

/** What a charter says of a key that three hold; see CharterIdentifier. */
export interface SharedKey {
  readonly sharing: "shamir-2-of-3";
  readonly shares: readonly PublicShare[];
  readonly jointKey: string;
  readonly commitments: readonly Contribution[];
}

/**
 * Has three holders make one key of which any two are enough: collects addresses, hands the seats out in the order of
 * the holders' ids, and carries the sealed letters round. It learns nothing secret, and asked again it gives the same.
 * Check the outcome with keysHold.
 * @throws HolderError of the first holder that refuses; dealWrong names the holder that cheated.
 */
export async function shareKey(
  clients: readonly HolderClient[],
  study: string,
  type: string,
  by: Signer,
): Promise<SharedKey> {
  const addresses = await Promise.all(clients.map((client) => client.sealingKey(study, type, by)));
  const seats: DealSeat[] = addresses
    .map(({ sealing: { holder, receiptKey, sealingKey }, signature }) => ({
      holder,
      receiptKey,
      sealingKey,
      signature,
    }))
    .sort((one, other) => (one.holder < other.holder ? -1 : 1))
    .map((seat, place) => ({ ...seat, index: place + 1 }));
  const deals = await Promise.all(clients.map((client) => client.deal(study, type, seats, by)));
  const shares = await Promise.all(clients.map((client) => client.accept(study, type, deals, by)));
  const commitments = deals
    .map(({ deal: { holder, index, commitments, proofOfPossession } }) => ({
      holder,
      index,
      commitments,
      proofOfPossession,
    }))
    .sort((one, other) => one.index - other.index);
  return {
    sharing: "shamir-2-of-3",
    shares: shares.map(({ holder, publicShare, proofOfPossession }) => ({ holder, publicShare, proofOfPossession })),
    jointKey: toBase64Url(jointKeyOf(await openSuite(), commitments)),
    commitments,
  };
}
