import vectors from "./ip.json" with { type: "json" };
import { accept, clean, type GoldenVectors, type Normalised, type Normaliser, refuse } from "./normaliser.ts";

type Octets = readonly [number, number, number, number];

/** Not one subscriber: this network, private, loopback, link-local, CGNAT, documentation, benchmark, multicast, reserved (RFC 6890). */
function isNotPublic([a, b, c]: Octets): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true;
  if (a === 100) return b >= 64 && b < 128;
  if (a === 169) return b === 254;
  if (a === 172) return b >= 16 && b < 32;
  if (a === 192) return b === 168 || (b === 0 && (c === 0 || c === 2));
  if (a === 198) return b === 18 || b === 19 || (b === 51 && c === 100);
  return a === 203 && b === 0 && c === 113;
}

function octets(text: string): Octets | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const parts = match.slice(1);
  // A leading zero is octal to some and decimal to others: refused.
  if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith("0")))) return null;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a, b, c, d];
}

function fourth(text: string): Normalised {
  const parts = octets(text);
  if (parts === null) return refuse("wrongStructure");
  return isNotPublic(parts) ? refuse("notPublic") : accept(parts.join("."));
}

/** The eight groups of an IPv6 address, or null. The WHATWG parser knows RFC 4291's spellings. */
function groups(text: string): number[] | null {
  const written = `http://[${text}]/`;
  if (!URL.canParse(written)) return null;
  const [head = "", tail] = new URL(written).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const filler = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...(tail === undefined ? [] : filler), ...right].map((group) => Number.parseInt(group, 16));
}

function sixth(text: string): Normalised {
  const all = groups(text);
  if (all === null) return refuse("wrongStructure");
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = all;
  // ::ffff:192.0.2.1 is IPv4 in other clothes (RFC 4291, 2.5.5.2).
  if ([a, b, c, d, e].every((group) => group === 0) && f === 0xffff) {
    return fourth([g >> 8, g & 255, h >> 8, h & 255].join("."));
  }
  // Global unicast is 2000::/3; 2001:db8::/32 is documentation.
  if (a >> 13 !== 1 || (a === 0x2001 && b === 0xdb8)) return refuse("notPublic");
  return accept(`${[a, b, c, d].map((group) => group.toString(16)).join(":")}::/64`);
}

function normalise(raw: string): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const written = cleaned.value
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%.*$/, "")
    .replace(/(?<=:)\/64$/, "");
  if (/^[0-9a-f:.]+$/i.test(written) === false) return refuse("wrongCharacters");
  return written.includes(":") ? sixth(written) : fourth(written);
}

/** IPv4 exactly; IPv6 as its /64, which is what a subscriber gets (RFC 6177). Only public addresses. */
export const ip: Normaliser = {
  name: "ip",
  version: 1,
  pinned: ["rfc6890"],
  vectors: vectors as unknown as GoldenVectors,
  normalise,
};
