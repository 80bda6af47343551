import { type Holder, type HolderOptions, keystoreFolder, ledgerFile, openHolder } from "./holder.ts";
import { readHead } from "./keystore.ts";
import { messages } from "./messages.nl.ts";
import { StartError } from "./start.ts";
import type { StudyState } from "./state.ts";
import { headFault, walkLedger } from "./walk.ts";

/** What the administrator of a holder does at its own machine. Each command prints Dutch lines and returns an exit code. */
export type Say = (line: string) => void;

async function withHolder(options: HolderOptions, work: (holder: Holder) => Promise<void>): Promise<number> {
  const holder = await openHolder(options);
  try {
    await work(holder);
    return 0;
  } finally {
    await holder.close();
  }
}

/** Trusts the keys of partners: pairs of id and public key. */
export function enrolPartners(options: HolderOptions, pairs: readonly string[], say: Say): Promise<number> {
  if (pairs.length === 0 || pairs.length % 2 !== 0) throw new StartError(messages.command.usage);
  return withHolder(options, async (holder) => {
    for (let at = 0; at < pairs.length; at += 2) {
      const partner = pairs[at] ?? "";
      const isNew = await holder.enrol(partner, pairs[at + 1] ?? "");
      say(isNew ? messages.command.enrolled(partner) : messages.command.enrolledBefore(partner));
    }
  });
}

const statusOf = ({ destroyed, veto, charter }: StudyState): string => {
  const { status } = messages.command;
  if (destroyed !== null) return status.destroyed;
  if (veto !== null) return status.vetoed;
  return charter === null ? status.waiting : status.active;
};

export const listState = (options: HolderOptions, say: Say): Promise<number> =>
  withHolder(options, async ({ info, state }) => {
    const { command } = messages;
    say(command.listHolder(info.name, info.holder));
    say(command.listPartners(state.partners.size));
    for (const [partner, key] of state.partners) say(`  ${partner} ${key}`);
    for (const [id, study] of state.studies) {
      say(command.listStudy(id, statusOf(study)));
      for (const { commitment, total, quota } of state.counters.values())
        if (commitment.study === id) say(command.listCount(commitment.partner, commitment.type, total, quota));
    }
  });

/** Walks the ledger without changing anything, also while the holder runs. Exit code 1 when it is not whole. */
export function verifyStorage(options: Pick<HolderOptions, "dir" | "keystoreDir">, say: Say): number {
  const head = readHead(keystoreFolder(options.dir, options.keystoreDir));
  let remembered: string | undefined;
  const walk = walkLedger(ledgerFile(options.dir), (row) => {
    if (row.position === head?.position) remembered = row.hash;
  });
  const broken = walk.broken ?? (head === null ? null : headFault(walk, head, () => remembered));
  if (broken !== null) {
    say(messages.command.broken(broken.position, broken.fault));
    return 1;
  }
  if (walk.torn > 0) say(messages.command.tornTail);
  say(walk.last === null ? messages.command.noLedger : messages.command.whole(walk.ends.length));
  return 0;
}

export const destroyHere = (options: HolderOptions, study: string, say: Say): Promise<number> =>
  withHolder(options, async (holder) => {
    if (!holder.state.studies.has(study)) throw new StartError(messages.command.unknownStudy);
    const signed = await holder.destroyHere(study);
    say(messages.command.destroyed(study, signed.certificate.destroyedAt));
    say(JSON.stringify(signed));
  });

export const acceptToday = (options: HolderOptions, say: Say): Promise<number> =>
  withHolder(options, async (holder) => say(messages.command.dayAccepted(await holder.acceptDay())));
