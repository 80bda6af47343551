import type { Clock } from "./clock.ts";

export interface RateLimit {
  /** Counts one attempt. Returns 0 when it is allowed, otherwise the seconds until the next one is. */
  take(key: string): number;
}

const MAX_KEYS = 10_000;

/**
 * At most `limit` attempts per key in a window that slides along. Kept in memory: after a restart everybody starts
 * afresh, and each process counts for itself. When there are very many keys the oldest are forgotten.
 */
export function createRateLimit(options: { limit: number; windowMs: number; clock: Clock }): RateLimit {
  const { limit, windowMs, clock } = options;
  const attempts = new Map<string, number[]>();
  return {
    take: (key) => {
      const now = clock.now().getTime();
      const recent = (attempts.get(key) ?? []).filter((moment) => moment > now - windowMs);
      attempts.delete(key);
      attempts.set(key, recent);
      const first = recent[0];
      if (first !== undefined && recent.length >= limit) return Math.ceil((first + windowMs - now) / 1000);
      recent.push(now);
      const oldest = attempts.size > MAX_KEYS ? attempts.keys().next().value : undefined;
      if (oldest !== undefined) attempts.delete(oldest);
      return 0;
    },
  };
}
