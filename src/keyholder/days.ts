import { HolderError } from "./errors.ts";

/** Calendar days (YYYY-MM-DD) in Amsterdam, and how far a clock is believed. */
const AMSTERDAM = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" });

export const calendarDay = (moment: Date): string => AMSTERDAM.format(moment);

/** Further ahead than this, since the last day that was seen, somebody has to confirm it. */
export const LONGEST_JUMP = 45;
/** A clock that is set right by hours may fall back over midnight. */
const SMALL_STEP_BACK = 1;
const MS_PER_DAY = 86_400_000;

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);

/**
 * The day that counts, given the highest day in the ledger: never earlier than that one, so that turning the clock back
 * does not reopen a study.
 * @throws HolderError clockBack, clockJump.
 */
export function countingDay(highest: string | null, today: string): string {
  if (highest === null) return today;
  const ahead = daysBetween(highest, today);
  if (ahead < -SMALL_STEP_BACK) throw new HolderError("clockBack");
  if (ahead > LONGEST_JUMP) throw new HolderError("clockJump");
  return ahead > 0 ? today : highest;
}
