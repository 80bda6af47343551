import vectors from "./iban.json" with { type: "json" };
import { accept, clean, type GoldenVectors, type Normalised, type Normaliser, refuse } from "./normaliser.ts";

/**
 * ISO 13616 and the structures of the SWIFT IBAN registry: the part after country and check digits, as runs of
 * n (digit), a (capital) and c (capital or digit).
 */
const STRUCTURES: readonly (readonly [structure: string, countries: string])[] = [
  ["n8c12", "AD"],
  ["n3n16", "AE"],
  ["n8c16", "AL CY"],
  ["n16", "AT BA EE LT MN XK"],
  ["n14", "AX DK FI FO GL SD"],
  ["a4c20", "AZ"],
  ["n12", "BE"],
  ["a4n6c8", "BG"],
  ["a4c14", "BH"],
  ["n23a1c1", "BR"],
  ["a4n4c16", "BY"],
  ["n5c12", "CH LI"],
  ["n18", "CR DE ME RS VA"],
  ["n20", "CZ ES SE SK TN"],
  ["a4n20", "DO NI SV"],
  ["n25", "EG"],
  ["n10c11n2", "FR GF GP MC MF MQ NC PF PM RE TF WF YT"],
  ["a4n14", "GB"],
  ["c2n16", "GE"],
  ["a4c15", "GI"],
  ["n7c16", "GR"],
  ["c24", "GT"],
  ["n17", "HR"],
  ["n24", "HU PL"],
  ["c4n14", "IE"],
  ["n19", "IL SO TL"],
  ["a4n15", "IQ"],
  ["n22", "IS"],
  ["a1n10c12", "IT SM"],
  ["a4n4c18", "JO YE"],
  ["a4c22", "KW"],
  ["n3c13", "KZ LU"],
  ["n4c20", "LB"],
  ["a4c24", "LC"],
  ["a4c13", "LV"],
  ["n21", "LY PT ST"],
  ["c2c18", "MD"],
  ["n3c10n2", "MK"],
  ["n23", "MR"],
  ["a4n5c18", "MT"],
  ["a4n19a3", "MU"],
  ["a4n10", "NL"],
  ["n11", "NO"],
  ["n3c16", "OM"],
  ["c4n16", "PK VG"],
  ["c4n21", "PS"],
  ["a4c21", "QA"],
  ["a4c16", "RO"],
  ["n14c15", "RU"],
  ["n2c18", "SA"],
  ["a4n20a3", "SC"],
  ["n15", "SI"],
  ["n5c17", "TR"],
  ["n6c19", "UA"],
];

const LETTER: Readonly<Record<string, string>> = { n: "[0-9]", a: "[A-Z]", c: "[0-9A-Z]" };

const asPattern = (structure: string): RegExp =>
  new RegExp(
    `^[A-Z]{2}[0-9]{2}${structure.replace(/([nac])(\d+)/g, (_, kind, count) => `${LETTER[kind]}{${count}}`)}$`,
  );
const lengthOf = (structure: string): number =>
  4 + [...structure.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);

interface Country {
  readonly length: number;
  readonly pattern: RegExp;
}

const COUNTRIES: ReadonlyMap<string, Country> = new Map(
  STRUCTURES.flatMap(([structure, countries]) => {
    const country = { length: lengthOf(structure), pattern: asPattern(structure) };
    return countries.split(" ").map((code): [string, Country] => [code, country]);
  }),
);

export const IBAN_COUNTRIES: readonly string[] = [...COUNTRIES.keys()];

/** ISO 7064 mod 97-10 over the rearranged number, digit by digit in small integers. */
function remainder(iban: string): number {
  let rest = 0;
  for (let step = 0; step < iban.length; step += 1) {
    const code = iban.charCodeAt((step + 4) % iban.length);
    rest = code < 65 ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest;
}

const SEPARATORS = /[\s\-\u2010-\u2015.]+/g;

function normalise(raw: string): Normalised {
  const cleaned = clean(raw);
  if (!cleaned.ok) return cleaned;
  const iban = cleaned.value
    .replace(/^IBAN\b:?/i, "")
    .replace(SEPARATORS, "")
    .toUpperCase();
  if (!/^[A-Z0-9]+$/.test(iban)) return refuse("wrongCharacters");
  const country = COUNTRIES.get(iban.slice(0, 2));
  if (country === undefined) return refuse("unknownCountry");
  if (iban.length !== country.length) return refuse("wrongLength");
  if (!country.pattern.test(iban)) return refuse("wrongStructure");
  const check = Number(iban.slice(2, 4));
  // 00, 01 and 99 satisfy the remainder as well, but are never issued (ISO 13616).
  if (check < 2 || check > 98 || remainder(iban) !== 1) return refuse("checkDigits");
  return accept(iban);
}

/** International bank account number: no separators, capitals, structure and check digits proved. */
export const iban: Normaliser = {
  name: "iban",
  version: 1,
  pinned: ["swift-iban-registry"],
  vectors: vectors as unknown as GoldenVectors,
  normalise,
};
