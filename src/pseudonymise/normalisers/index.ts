import { crypto } from "./crypto.ts";
import { advertisingId, fingerprint, imei } from "./device.ts";
import { email, emailCanon } from "./email.ts";
import { iban } from "./iban.ts";
import { ip } from "./ip.ts";
import type { Normaliser } from "./normaliser.ts";
import { phone } from "./phone.ts";
import { domain, host, url } from "./url.ts";

export {
  type GoldenVectors,
  type Normalised,
  type NormaliseOptions,
  type Normaliser,
  normaliserHash,
  type RefusalReason,
} from "./normaliser.ts";

/** Every normaliser there is. */
export const NORMALISERS: readonly Normaliser[] = [
  iban,
  phone,
  email,
  emailCanon,
  url,
  host,
  domain,
  imei,
  advertisingId,
  fingerprint,
  crypto,
  ip,
];

const BY_TYPE: ReadonlyMap<string, Normaliser> = new Map([
  ...[iban, phone, email, emailCanon, url, host, domain, crypto, ip].map((one): [string, Normaliser] => [
    one.name,
    one,
  ]),
  ["device:imei:v1", imei],
  ["device:adid:v1", advertisingId],
]);

/**
 * The normaliser of an identifier type of a charter: "iban", "email-canon", "device:imei:v1". Any other
 * "device:<scheme>:v<n>" is a vendor's own fingerprint. Null when the type is unknown.
 */
export const normaliserFor = (type: string): Normaliser | null =>
  BY_TYPE.get(type) ?? (/^device:[a-z0-9][a-z0-9-]{0,62}:v[1-9]\d{0,3}$/.test(type) ? fingerprint : null);
