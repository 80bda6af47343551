import { forgetExpired } from "./modules/identity/index.ts";
import { chainEvents } from "./platform/audit.ts";
import type { Clock } from "./platform/clock.ts";
import type { Database } from "./platform/database.ts";

const CHAIN_EVERY_MS = 2000;
const FORGET_EVERY_MS = 24 * 60 * 60 * 1000;

/** What must happen by itself, behind the writers: closing the audit chain, and forgetting what may not be kept. */
export function startChores(db: Database, clock: Clock, log: (line: string) => void): { stop(): Promise<void> } {
  const attempt = (what: string, work: () => Promise<unknown>) => (): void =>
    void work().catch((error: Error) => log(`${what}: ${error.message}`));
  const chain = attempt("Keten", () => chainEvents(db));
  const forget = attempt("Opruimen", () => forgetExpired(db, clock.now()));
  const timers = [setInterval(chain, CHAIN_EVERY_MS), setInterval(forget, FORGET_EVERY_MS)];
  forget();
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await chainEvents(db);
    },
  };
}
