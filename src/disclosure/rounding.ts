import type { DisclosureProfile } from "./profile.ts";

/** A closed range of possible true values. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** Shares are published in hundredths of a percent; they are quotients of rounded numbers, so that digits are no secret. */
const SHARE_STEPS = 10_000;

export const roundToStep = (value: number, step: number): number => Math.round(value / step) * step;

/** €1,000 or three significant digits, the coarser of both (reference §5.2). */
export function moneyStep(value: number, profile: Pick<DisclosureProfile, "roundMoney" | "moneyDigits">): number {
  // The exponent of the printed number: a logarithm is off by one at some powers of ten.
  const exponent = value === 0 ? 0 : Number(Math.abs(value).toExponential().split("e")[1]);
  return Math.max(profile.roundMoney, 10 ** (exponent + 1 - profile.moneyDigits));
}

export const publishCount = (value: number, profile: Pick<DisclosureProfile, "roundCounts">): number =>
  roundToStep(value, profile.roundCounts);

export const publishMoney = (value: number, profile: Pick<DisclosureProfile, "roundMoney" | "moneyDigits">): number =>
  roundToStep(value, moneyStep(value, profile));

/** A share of rounded numbers; null when the rounded whole is nothing. */
export const publishShare = (part: number, whole: number): number | null =>
  whole > 0 ? Math.min(1, Math.round((part / whole) * SHARE_STEPS) / SHARE_STEPS) : null;

/**
 * What a reader concludes from a count that is shown: it lies within half a step, and it is either nothing or at least
 * the minimum, because 1 to 9 would have been suppressed.
 */
export function countRange(published: number, step: number, minimum: number): Range {
  const lower = Math.max(0, Math.ceil(published - step / 2));
  const upper = Math.max(0, Math.ceil(published + step / 2) - 1);
  if (lower > 0) return { lower: Math.min(upper, Math.max(lower, minimum)), upper };
  return upper < minimum ? { lower: 0, upper: 0 } : { lower: 0, upper };
}

/** The same for euros. Just below a power of ten the step is ten times finer. */
export function moneyRange(
  published: number,
  profile: Pick<DisclosureProfile, "roundMoney" | "moneyDigits">,
  step = moneyStep(published, profile),
): Range {
  const below = Math.min(step, moneyStep(Math.max(0, published - 1), profile));
  return { lower: Math.max(0, published - below / 2), upper: published + step / 2 };
}

/**
 * Uncertainty round the *published* value. The half-width goes with the square root of the value, so that it is taken
 * there: a range round the exact value would give the exact value away. Widened to a whole step.
 */
export function publishInterval(
  exact: { readonly value: number; readonly interval: readonly [number, number] },
  published: number,
  step: number,
): readonly [number, number] {
  const half = Math.max(0, (exact.interval[1] - exact.interval[0]) / 2);
  const moved = exact.value > 0 ? half * Math.sqrt(published / exact.value) : half;
  const steps = Math.max(1, Math.ceil(moved / step - 1e-9));
  return [Math.max(0, published - steps * step), published + steps * step];
}
