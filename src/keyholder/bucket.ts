/** A token bucket per partner: so many elements a second, with room for a burst. Restarting fills it; the quota stays. */
export interface Pace {
  readonly elementsPerSecond: number;
  /** At least the largest batch, or that batch could never pass. */
  readonly burst: number;
}

/** A request costs at least this much, so that a stream of tiny batches does not swell the ledger. */
const LEAST_COST = 512;

interface Bucket {
  level: number;
  at: number;
}

/**
 * `elapsed` is a clock that never goes back, in milliseconds. The answer is 0 when the elements may pass (and are
 * taken), otherwise after how many milliseconds they may.
 */
export function createPacer(pace: Pace, elapsed: () => number): (partner: string, elements: number) => number {
  const buckets = new Map<string, Bucket>();
  const perMs = pace.elementsPerSecond / 1000;
  return (partner, elements) => {
    const now = elapsed();
    const bucket = buckets.get(partner) ?? { level: pace.burst, at: now };
    buckets.set(partner, bucket);
    bucket.level = Math.min(pace.burst, bucket.level + (now - bucket.at) * perMs);
    bucket.at = now;
    const cost = Math.min(pace.burst, Math.max(LEAST_COST, elements));
    if (bucket.level < cost) return Math.ceil((cost - bucket.level) / perMs);
    bucket.level -= cost;
    return 0;
  };
}
