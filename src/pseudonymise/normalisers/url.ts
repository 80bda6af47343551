import { parse } from "tldts";
import domainVectors from "./domain.json" with { type: "json" };
import hostVectors from "./host.json" with { type: "json" };
import { accept, clean, type GoldenVectors, type Normalised, type Normaliser, refuse } from "./normaliser.ts";
import vectors from "./url.json" with { type: "json" };

/** Query parameters that follow a visitor and do not change the page. The list is a part of the version. */
const TRACKING: ReadonlySet<string> = new Set(
  "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid yclid _hsenc _hsmi mkt_tok oly_enc_id oly_anon_id vero_id s_cid".split(
    " ",
  ),
);
const isTracking = (name: string): boolean => name.startsWith("utm_") || TRACKING.has(name);

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** `scheme` is supplied where none is written; null: then refused, since http and https are two addresses. */
function parsed(raw: string, scheme: string | null): URL | Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  // "hxxp" and "[.]" are how analysts keep a bad address from being clicked.
  const written = cleaned.value.replace(/^hxxp(s?):/i, "http$1:").replaceAll("[.]", ".");
  if (/\s/.test(written)) return refuse("notAUrl");
  if (!HAS_SCHEME.test(written) && /^[a-z][a-z0-9+-]*:(?!\d)/i.test(written)) return refuse("otherScheme");
  if (!HAS_SCHEME.test(written) && scheme === null) return refuse("noScheme");
  const text = HAS_SCHEME.test(written) ? written : `${scheme}${written}`;
  if (!URL.canParse(text)) return refuse("notAUrl");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("otherScheme");
  if (url.username !== "" || url.password !== "") return refuse("withPassword");
  const isAddress = url.hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(url.hostname);
  if (!isAddress && !url.hostname.replace(/\.$/, "").includes(".")) return refuse("notAUrl");
  return url;
}

/** A host or a domain is the same under every scheme. */
const ANY_SCHEME = "https://";
const hostOf = (url: URL): string => url.hostname.replace(/\.$/, "");
const byPair = ([a, x]: [string, string], [b, y]: [string, string]): number =>
  a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0;

function sortedQuery(url: URL): string {
  const pairs = [...url.searchParams].filter(([name]) => !isTracking(name.toLowerCase())).sort(byPair);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

function normaliseUrl(raw: string): Normalised {
  const url = parsed(raw, null);
  if ("ok" in url) return url;
  // WHATWG has already dropped the port that belongs to the scheme.
  const port = url.port === "" ? "" : `:${url.port}`;
  return accept(`${url.protocol}//${hostOf(url)}${port}${url.pathname}${sortedQuery(url)}`);
}

function normaliseHost(raw: string): Normalised {
  const url = parsed(raw, ANY_SCHEME);
  return "ok" in url ? url : accept(hostOf(url));
}

function normaliseDomain(raw: string): Normalised {
  const url = parsed(raw, ANY_SCHEME);
  if ("ok" in url) return url;
  // Private suffixes count: two customers of one web shop host are two parties, not one domain.
  const { domain, isIp } = parse(hostOf(url), { allowPrivateDomains: true });
  return domain === null || isIp === true ? refuse("noRegistrableDomain") : accept(domain);
}

const SUFFIX_LIST = "tldts 7.5.5 icann+private";

/** Web address: WHATWG parser, A-label, no fragment, query sorted and without trackers. */
export const url: Normaliser = {
  name: "url",
  version: 1,
  pinned: ["whatwg-url"],
  vectors: vectors as unknown as GoldenVectors,
  normalise: normaliseUrl,
};

/** The host of a web address. */
export const host: Normaliser = {
  name: "host",
  version: 1,
  pinned: ["whatwg-url"],
  vectors: hostVectors as unknown as GoldenVectors,
  normalise: normaliseHost,
};

/** The name that somebody registered, by the Public Suffix List with its private part. */
export const domain: Normaliser = {
  name: "domain",
  version: 1,
  pinned: ["whatwg-url", SUFFIX_LIST],
  vectors: domainVectors as unknown as GoldenVectors,
  normalise: normaliseDomain,
};
