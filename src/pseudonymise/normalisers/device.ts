import adVectors from "./advertisingId.json" with { type: "json" };
import fingerprintVectors from "./fingerprint.json" with { type: "json" };
import imeiVectors from "./imei.json" with { type: "json" };
import { accept, clean, type GoldenVectors, type Normalised, type Normaliser, refuse } from "./normaliser.ts";

/** Luhn check digit over the first 14 digits (3GPP TS 23.003, annex B). */
export function luhnDigit(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

function normaliseImei(raw: string): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const digits = cleaned.value.replace(/^imei(sv)?\s*:?/i, "").replace(/[\s\-/.]/g, "");
  if (!/^\d+$/.test(digits)) return refuse("wrongCharacters");
  // 14 = without check digit, 15 = with, 16 = IMEISV: two digits of software version instead of a check digit.
  if (digits.length < 14 || digits.length > 16) return refuse("wrongLength");
  const body = digits.slice(0, 14);
  if (/^(\d)\1{13}$/.test(body)) return refuse("optedOut");
  if (digits.length === 15 && Number(digits[14]) !== luhnDigit(body)) return refuse("checkDigits");
  return accept(body);
}

function normaliseAdvertisingId(raw: string): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const hex = cleaned.value
    .replace(/^\{(.*)\}$/, "$1")
    .replaceAll("-", "")
    .toLowerCase();
  if (!/^[0-9a-f]*$/.test(hex)) return refuse("wrongCharacters");
  if (hex.length !== 32) return refuse("wrongLength");
  // All zeros is what a phone says whose owner has opted out: one value for millions of people.
  if (/^0+$/.test(hex)) return refuse("optedOut");
  return accept(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));
}

function normaliseFingerprint(raw: string): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  if (!/^[\x21-\x7e]+$/.test(cleaned.value)) return refuse("wrongCharacters");
  if (cleaned.value.length < 8 || cleaned.value.length > 512) return refuse("wrongLength");
  if (/^(null|undefined|unknown|none|n\/a|0+|[-0]+)$/i.test(cleaned.value)) return refuse("optedOut");
  return accept(cleaned.value);
}

/** IMEI as 14 digits, without check digit and software version. */
export const imei: Normaliser = {
  name: "device-imei",
  version: 1,
  pinned: [],
  vectors: imeiVectors as unknown as GoldenVectors,
  normalise: normaliseImei,
};

/** Advertising id of a phone: a UUID in lower case. */
export const advertisingId: Normaliser = {
  name: "device-adid",
  version: 1,
  pinned: [],
  vectors: adVectors as unknown as GoldenVectors,
  normalise: normaliseAdvertisingId,
};

/** A vendor's own fingerprint, kept as it is: only the vendor knows whether case matters. */
export const fingerprint: Normaliser = {
  name: "device-fingerprint",
  version: 1,
  pinned: [],
  vectors: fingerprintVectors as unknown as GoldenVectors,
  normalise: normaliseFingerprint,
};
