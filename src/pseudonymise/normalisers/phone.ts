import { type CountryCode, isSupportedCountry, ParseError, parsePhoneNumberWithError } from "libphonenumber-js/max";
import {
  accept,
  clean,
  type GoldenVectors,
  type Normalised,
  type NormaliseOptions,
  type Normaliser,
  refuse,
} from "./normaliser.ts";
import vectors from "./phone.json" with { type: "json" };

const region = (name: string | undefined): CountryCode | undefined =>
  name !== undefined && isSupportedCountry(name) ? name : undefined;

/** "00" is how most of the world writes "+"; where it means something else, a region is needed to say so. */
const international = (raw: string): string => raw.replace(/^\(?00\)?(?=[\s\-.(]*[1-9])/, "+");

function normalise(raw: string, options: NormaliseOptions = {}): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const written = cleaned.value.replace(/^tel:/i, "");
  if (/[a-z]/i.test(written.replace(/(ext|toestel|tst|x)\.?\s*\d+$/i, ""))) return refuse("notANumber");
  const country = region(options.defaultRegion);
  const number = international(written);
  if (country === undefined && !/^\W*\+/.test(number)) return refuse("noRegion");
  try {
    const parsed = parsePhoneNumberWithError(number, country === undefined ? {} : { defaultCountry: country });
    return parsed.isValid() ? accept(parsed.number) : refuse("impossibleNumber");
  } catch (error) {
    if (error instanceof ParseError)
      return refuse(error.message === "NOT_A_NUMBER" ? "notANumber" : "impossibleNumber");
    throw error;
  }
}

/** Telephone number as E.164; extensions are dropped. Who had the number when is an attribute, not a part of it. */
export const phone: Normaliser = {
  name: "phone",
  version: 1,
  pinned: ["libphonenumber-js 1.13.16 max"],
  vectors: vectors as unknown as GoldenVectors,
  normalise,
};
