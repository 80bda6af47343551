import { withContentHash } from "./hash.ts";
import type { ResolvedBlock, ResolvedDocument, ResolvedText } from "./resolved.ts";

/** Synthetic documents for tests and benchmarks; nothing in them is a fact. */

export const plain = (text: string): ResolvedText => ({ type: "text", text });

/** One of every kind of block. */
export const EVERY_BLOCK: readonly ResolvedBlock[] = [
  { type: "heading", level: 1, content: [plain("Aanleiding van het voorbeeld")] },
  {
    type: "paragraph",
    content: [
      plain("De schade was "),
      { type: "figure", text: "circa 28 mln euro", provenance: 1 },
      plain(" in het voorbeeldjaar. "),
      { ...plain("Nadruk"), strong: true },
      plain(" en "),
      { ...plain("schuin"), em: true },
      plain(", zie "),
      { ...plain("de site"), href: "https://example.org/a?b=1&c=2" },
      plain("."),
    ],
  },
  { type: "heading", level: 2, content: [plain("Lijsten en tabellen")] },
  { type: "list", ordered: false, items: [[plain("eerste punt")], [plain("tweede punt")]] },
  { type: "list", ordered: true, items: [[plain("stap een")], [plain("stap twee")]] },
  { type: "quote", content: [plain("Een aangehaalde zin.")] },
  { type: "paragraph", content: [plain("Opgesteld door "), { type: "redaction", ground: "5.1.2e" }, plain(".")] },
  {
    type: "table",
    caption: "Voorbeeldtabel",
    header: ["Onderdeel", "Inhoud"],
    headerColumn: true,
    widths: [1, 2],
    rows: [
      [[plain("1 Doel")], [plain("Minder schade in het voorbeeld")]],
      [[plain("2 Middel")], [plain("Onderzoek")]],
    ],
  },
  {
    type: "chart",
    title: "Voorbeeldreeks",
    kind: "column",
    unit: "mln euro",
    points: [
      { label: "2021", value: 47.6, text: "47,6" },
      { label: "2022", value: 50.8, text: "50,8" },
    ],
    alt: "Grafiek: voorbeeldreeks. 2021: 47,6; 2022: 50,8.",
    caveat: "verzonnen getallen",
    source: "Voorbeeldbron",
  },
];

export function exampleDocument(
  blocks: readonly ResolvedBlock[] = EVERY_BLOCK,
  title = "Voorbeelddocument over tafels",
): ResolvedDocument {
  return withContentHash({
    kindLabel: "Beslisnota",
    title,
    language: "nl-NL",
    profile: "public",
    meta: [
      { label: "Datum", value: "28 juni 2024" },
      { label: "Onze referentie", value: "0000001" },
    ],
    referenceDate: "2024-06-28",
    sender: "Voorbeeldministerie",
    marking: "TLP:CLEAR",
    blocks,
    provenance: [
      {
        number: 1,
        label: "Voorbeeldschade, 2023",
        value: "circa 28 mln euro",
        producer: "Voorbeeldbron",
        sources: ["https://example.org/bron"],
        note: "verzonnen",
        record: "voorbeeld:1",
      },
    ],
  });
}
