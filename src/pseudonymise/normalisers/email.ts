import { asciiDomain } from "./domainName.ts";
import vectors from "./email.json" with { type: "json" };
import canonicalVectors from "./emailCanon.json" with { type: "json" };
import { accept, clean, type GoldenVectors, type Normalised, type Normaliser, refuse } from "./normaliser.ts";

/** RFC 5322 atext and the letters of RFC 6531; a quoted local part is refused, since its spellings are endless. */
const LOCAL_PART = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const MAX_LOCAL = 64;

function split(raw: string): { local: string; domain: string } | Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const address = cleaned.value.replace(/^mailto:/i, "").normalize("NFC");
  const at = address.lastIndexOf("@");
  if (at < 0) return refuse("noAt");
  const local = address.slice(0, at).toLowerCase().normalize("NFC");
  if (!LOCAL_PART.test(local) || Buffer.byteLength(local) > MAX_LOCAL) return refuse("wrongLocalPart");
  const domain = asciiDomain(address.slice(at + 1));
  if (domain === null || !domain.includes(".") || /^[\d.]+$/.test(domain)) return refuse("wrongDomain");
  return { local, domain };
}

function normalise(raw: string): Normalised {
  const parts = split(raw);
  return "ok" in parts ? parts : accept(`${parts.local}@${parts.domain}`);
}

interface Provider {
  /** Names of the same mailbox service; the first one is written. */
  readonly domains: readonly string[];
  readonly dotsIgnored: boolean;
  readonly tag: string;
}

/** Only where the provider documents that the spellings reach one mailbox. The list is a part of the version. */
const PROVIDERS: readonly Provider[] = [
  { domains: ["gmail.com", "googlemail.com"], dotsIgnored: true, tag: "+" },
  { domains: ["outlook.com"], dotsIgnored: false, tag: "+" },
  { domains: ["hotmail.com"], dotsIgnored: false, tag: "+" },
  { domains: ["live.nl"], dotsIgnored: false, tag: "+" },
  { domains: ["icloud.com"], dotsIgnored: false, tag: "+" },
  { domains: ["fastmail.com"], dotsIgnored: false, tag: "+" },
  { domains: ["proton.me", "protonmail.com", "pm.me"], dotsIgnored: false, tag: "+" },
];

function canonicalise(raw: string): Normalised {
  const parts = split(raw);
  if ("ok" in parts) return parts;
  const provider = PROVIDERS.find(({ domains }) => domains.includes(parts.domain));
  if (provider === undefined) return accept(`${parts.local}@${parts.domain}`);
  const untagged = parts.local.split(provider.tag)[0] ?? "";
  const local = provider.dotsIgnored ? untagged.replaceAll(".", "") : untagged;
  return local === "" ? refuse("wrongLocalPart") : accept(`${local}@${provider.domains[0] ?? parts.domain}`);
}

/** E-mail address: NFC, lower case, domain as A-label. */
export const email: Normaliser = {
  name: "email",
  version: 1,
  pinned: ["uts46"],
  vectors: vectors as unknown as GoldenVectors,
  normalise,
};

/** The mailbox behind the address, for listed providers without tag and dots. A type of its own: never mix the two. */
export const emailCanon: Normaliser = {
  name: "email-canon",
  version: 1,
  pinned: ["uts46"],
  vectors: canonicalVectors as unknown as GoldenVectors,
  normalise: canonicalise,
};
