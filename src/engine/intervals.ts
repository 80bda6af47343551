export type Interval = readonly [number, number];

/** 95 % of a normal distribution. */
const Z = 1.959_963_984_540_054;

/** Wilson's interval of a share (Wilson 1927): holds for small numbers and near 0 and 1. Empty denominator: [0, 1]. */
export function wilson(part: number, whole: number): Interval {
  if (whole === 0) return [0, 1];
  const share = part / whole;
  const scale = 1 + Z ** 2 / whole;
  const centre = (share + Z ** 2 / (2 * whole)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / whole + Z ** 2 / (4 * whole ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** A count as a Poisson number: its variance is itself. */
export const countInterval = (count: number): Interval => {
  const half = Z * Math.sqrt(count);
  return [Math.max(0, count - half), count + half];
};

/**
 * A sum of amounts over tokens as a compound Poisson number: its variance is the sum of the squared amounts per token.
 * It is what a Poisson bootstrap over tokens (each token drawn a Poisson(1) number of times) converges to, without its
 * chance.
 */
export const amountInterval = (amount: number, squares: number): Interval => {
  const half = Z * Math.sqrt(squares);
  return [Math.max(0, amount - half), amount + half];
};

/** A share of amounts, by the delta method for a ratio; `part` is contained in `whole`. */
export function amountShareInterval(part: number, whole: number, partSquares: number, wholeSquares: number): Interval {
  if (whole === 0) return [0, 1];
  const share = part / whole;
  // Var(part − share·whole) = Σ part² − 2·share·Σ part·whole + share²·Σ whole². Σ part·whole is at least Σ part², so that
  // putting that in its place can only make the interval wider.
  const variance = Math.max(0, (1 - 2 * share) * partSquares + share ** 2 * wholeSquares) / whole ** 2;
  const half = Z * Math.sqrt(variance);
  return [Math.max(0, share - half), Math.min(1, share + half)];
}

/**
 * Widens an interval of a share of the fraud tokens when up to a share `error` of the fraud labels is wrong and up to as
 * many are missing. With N tokens counted, worst is that error·N wrong ones were in the numerator and error·N missing
 * ones belong outside it: the share is lower by `error`; best is the reverse. Bounds, not a model of the errors.
 */
export const widenForLabels = ([low, high]: Interval, error: number): Interval => [
  Math.max(0, low - error),
  Math.min(1, high + error),
];
