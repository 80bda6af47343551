import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * The parameters of the house rules, as a charter holds them. Two directions exist: a *higher* or a *lower* value is the
 * stricter one. Without the executive group a charter may only be stricter than STRICT_PROFILE.
 */
const FIELDS = {
  /** Distinct units and distinct cases that a cell and its complement must have; 1 below this is suppressed. */
  minimumCount: { schema: z.int().min(2).max(1000), strict: 10, stricter: "higher" },
  /** A zero or full cell is disclosive when the group has fewer units than this. */
  zeroGroupUnits: { schema: z.int().min(1), strict: 100, stricter: "higher" },
  /** In a group smaller than `groupUnits`, a share of at least this (or at most 1 minus this) discloses the group. */
  groupShare: { schema: z.number().gt(0.5).max(1), strict: 0.9, stricter: "lower" },
  groupUnits: { schema: z.int().min(1), strict: 100, stricter: "higher" },
  /** Organisations that must contribute to a magnitude cell. */
  organisations: { schema: z.int().min(1), strict: 3, stricter: "higher" },
  /** Units: p% rule (the rest must be at least p% of the largest), and the most that the two largest may hold, in %. */
  personsPercent: { schema: z.number().min(0).max(100), strict: 10, stricter: "higher" },
  personsTwoLargest: { schema: z.number().min(0).max(100), strict: 85, stricter: "lower" },
  /** Organisations: p% rule. */
  organisationsPercent: { schema: z.number().min(0).max(100), strict: 10, stricter: "higher" },
  /** Units under a percentage. */
  percentageDenominator: { schema: z.int().min(1), strict: 100, stricter: "higher" },
  /** Units on each side of a quantile. */
  quantileUnits: { schema: z.int().min(1), strict: 10, stricter: "higher" },
  /** Residual degrees of freedom of a regression. */
  residualDegrees: { schema: z.int().min(1), strict: 10, stricter: "higher" },
  /** Base to which counts are rounded. */
  roundCounts: { schema: z.int().min(1).max(1000), strict: 5, stricter: "higher" },
  /** Euros, and significant digits: the coarser of both wins. */
  roundMoney: { schema: z.int().min(1), strict: 1000, stricter: "higher" },
  moneyDigits: { schema: z.int().min(1).max(15), strict: 3, stricter: "lower" },
  /** Days that a time cell spans at least. */
  timeCellDays: { schema: z.int().min(1), strict: 7, stricter: "higher" },
  /** Releases of one template on one snapshot. */
  releasesPerSnapshot: { schema: z.int().min(1), strict: 3, stricter: "lower" },
  /** Units in each partner's upload. */
  setSize: { schema: z.int().min(1), strict: 1000, stricter: "higher" },
  /** Organisations that may put their rows together to attack a release. */
  coalition: { schema: z.int().min(1).max(3), strict: 2, stricter: "higher" },
} as const;

type Field = keyof typeof FIELDS;
export type DisclosureProfile = { readonly [F in Field]: number };

const NAMES = Object.keys(FIELDS) as readonly Field[];
const eachField = <T>(of: (name: Field) => T): Record<Field, T> =>
  Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<Field, T>;

/** The defaults of the reference (§5.2, "strict"). */
export const STRICT_PROFILE: DisclosureProfile = eachField((name) => FIELDS[name].strict);

const profileSchema = z.strictObject(eachField((name) => FIELDS[name].schema));

/** Reads a profile from a charter; every parameter must be there. Throws a ZodError on anything else. */
export const parseProfile = (input: unknown): DisclosureProfile => profileSchema.parse(input);

/** Whether `a` is in no parameter looser than `b`. */
export const isAtLeastAsStrict = (a: DisclosureProfile, b: DisclosureProfile): boolean =>
  NAMES.every((name) => (FIELDS[name].stricter === "higher" ? a[name] >= b[name] : a[name] <= b[name]));

/** SHA-256 over the parameters in a fixed order, hex: names the profile in the provenance of a figure. */
export const profileHash = (profile: DisclosureProfile): string =>
  createHash("sha256")
    .update(JSON.stringify([...NAMES].sort().map((name) => [name, profile[name]])))
    .digest("hex");
