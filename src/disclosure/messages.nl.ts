import type { QuantityKind, TableRule } from "./assessment.ts";

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} en ${items.at(-1)}`;

/** Which group a small number is about, in words that a researcher recognises. */
const GROUPS: Readonly<Record<QuantityKind, string>> = {
  suppressedCell: "een getal dat niet getoond mag worden",
  smallGroup: "een kleine groep",
  difference: "het verschil tussen twee groepen",
  intersection: "de overlap van twee groepen",
  complement: "de rest van een groep",
  ownPart: "het deel van een groep dat een partner zelf kent",
  othersPart: "het deel van een groep dat van andere partners komt",
  union: "de niet-getoonde getallen samen",
};

/** Every Dutch word of disclosure control. */
export const messages = {
  shown: "Dit getal is afgerond en mag worden gedeeld.",
  suppressed:
    "Dit getal wordt niet getoond. Het zou, alleen of samen met andere cijfers, te veel kunnen vertellen over een kleine groep of over één organisatie. Kies grovere groepen of een langere periode.",
  notReleased: "Dit getal wordt niet getoond, omdat de hele tabel niet wordt vrijgegeven.",
  tableRules: {
    releaseBudget:
      "Deze vraag is op deze gegevens al het afgesproken aantal keren beantwoord. Vraag de kerngroep om een nieuwe ronde of wacht op nieuwe gegevens.",
    setSize:
      "De gegevens van ten minste één partner zijn te klein voor deze vraag. Vraag die partner om een grotere aanlevering.",
    timeCells: "De tijdvakken zijn te kort. Kies weken of langer.",
  } satisfies Readonly<Record<TableRule, string>>,
  nothingLeft:
    "Van deze tabel kan geen enkel getal veilig worden getoond. Kies grovere groepen, een langere periode of een andere vraag.",
  intruder: (organisations: readonly string[]): string => {
    if (organisations.length === 0) return "Iemand die alleen de vrijgegeven cijfers heeft, zou";
    if (organisations.length === 1) return `${list(organisations)} zou met de eigen gegevens`;
    return `${list(organisations)} zouden met hun gegevens samen`;
  },
  derivable: (input: {
    readonly who: string;
    readonly kind: QuantityKind;
    readonly cells: readonly string[];
    readonly releases: readonly string[];
    readonly about: "tokens" | "cases" | "amount";
  }): string => {
    const what = {
      tokens: "hoeveel eenheden er zijn in",
      cases: "hoeveel zaken er zijn in",
      amount: "om hoeveel euro het gaat in",
    };
    const where = input.cells.length > 0 ? ` (${list(input.cells)})` : "";
    const earlier =
      input.releases.length > 0
        ? ` Dat komt door ${input.releases.length === 1 ? "de eerdere vrijgave" : "de eerdere vrijgaven"} ${list(input.releases)}.`
        : "";
    return `${input.who} kunnen uitrekenen ${what[input.about]} ${GROUPS[input.kind]}${where}.${earlier} Kies grovere groepen of precies dezelfde groepen als eerder.`;
  },
  cell: (row: string, column: string): string => [row, column].filter((word) => word !== "").join(" – "),
  earlierCell: (release: string): string => `een cijfer uit ${release}`,
};
