import { CASES_CAP } from "./job.ts";

/** Tokens per cell and shard that are looked at for distinct cases; more are only there in cells that are large anyway. */
const SAMPLE = 2 * CASES_CAP;

/** Which part of all tokens is being counted. */
export interface ShardPart {
  readonly shard: number;
  readonly shards: number;
}

/**
 * The token up to which a cell's tokens are looked at, in a shard where it has `count`: all when they are few, else
 * about SAMPLE. Tokens are uniform over their shard, so that a bound is a sample, and the same one in both engines.
 */
export function boundOf({ shard, shards }: ShardPart, count: number): string {
  const share = count <= SAMPLE ? 1 : (shard + SAMPLE / count) / shards;
  const upto = Math.min(2 ** 48 - 1, Math.floor(share * 2 ** 48));
  const hex = `${upto.toString(16).padStart(12, "0")}${"f".repeat(20)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
