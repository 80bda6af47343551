import type { Asked } from "./answers.ts";
import { wordsOf } from "./browser.ts";
import type { Delivered } from "./data.ts";

/** What the released tables say, held against what is so. A number that does not agree fails the demonstration. */
interface Shown {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const numberOf = (text: string): number => {
  const plain = text.replace(/[€.\s%]/g, "").replace(",", ".");
  return text.includes("%") ? Number(plain) / 100 : Number(plain);
};

/** Row and column → what is printed there; a cell that was left out is not in it. */
export function readTable(page: string): ReadonlyMap<string, Shown> {
  const table = /<table[\s\S]*?<\/table>/.exec(page)?.[0] ?? "";
  const found = new Map<string, Shown>();
  for (const [, row = ""] of table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)) {
    const name = wordsOf(/<th scope="row">([\s\S]*?)<\/th>/.exec(row)?.[1] ?? "");
    for (const [, column = "", cell = ""] of row.matchAll(/<td data-label="([^"]*)"[^>]*>([\s\S]*?)<\/td>/g)) {
      const [, value = "", low = value, high = value] =
        /^([^(]+?)(?:\s*\(tussen (.+?) en (.+?)\))?$/.exec(wordsOf(cell)) ?? [];
      if (Number.isFinite(numberOf(value)) && value !== "")
        found.set(`${name}|${column}`, { value: numberOf(value), low: numberOf(low), high: numberOf(high) });
    }
  }
  return found;
}

interface Expectation {
  readonly template: string;
  readonly place: string;
  /** By what partners wrote down: the table must say this, but for rounding. */
  readonly labelled: number;
  /** By what really happened: must lie within the margin that stands beside it, or near it. */
  readonly truth: number;
  /** The step to which such a number is rounded. */
  readonly step: number;
}

/** Money is rounded to a thousand, or to three significant digits when that is coarser. */
const moneyStep = (value: number): number => Math.max(1000, 10 ** (Math.floor(Math.log10(Math.max(1, value))) - 2));
const COUNT_STEP = 5;

function expectations({ truth, labelled }: Delivered): Expectation[] {
  const money = (place: string, of: (one: Delivered["truth"]) => number): Expectation => ({
    template: "preventableDamage",
    place: `${place}|schade in euro's`,
    labelled: of(labelled),
    truth: of(truth),
    step: moneyStep(of(labelled)),
  });
  const people = (place: string, of: (one: Delivered["truth"]) => number): Expectation => ({
    template: "collateral",
    place: `alle partners samen|${place}`,
    labelled: of(labelled),
    truth: of(truth),
    step: COUNT_STEP,
  });
  return [
    money("alle schade door fraude", ({ damage }) => damage.total),
    money("vanaf de dag na de eerste melding elders", ({ damage }) => damage.preventable),
    people("klanten zonder fraude", ({ collateral }) => collateral.innocent),
    people("daarvan geraakt", ({ collateral }) => collateral.hit),
  ];
}

const dutch = (value: number): string => value.toLocaleString("nl-NL");

function judge(asked: readonly Asked[], expected: Expectation): string {
  const { template, place, labelled, truth, step } = expected;
  const question = asked.find((one) => one.template === template && one.status === "released");
  if (question === undefined) return `${template}: niet vrijgegeven, dus niet te vergelijken.`;
  const shown = readTable(question.page).get(place.replaceAll("'", "&#39;")) ?? readTable(question.page).get(place);
  if (shown === undefined) return `${template}, ${place.replace("|", ", ")}: weggelaten, want te herleiden.`;
  if (Math.abs(shown.value - labelled) > step)
    throw new Error(`${place}: ${dutch(shown.value)} in de tabel, ${dutch(labelled)} in de gegevens.`);
  const inside = shown.low - step <= truth && truth <= shown.high + step;
  return `${place.replace("|", ", ")}: ${dutch(shown.value)}, in werkelijkheid ${dutch(truth)} (${inside ? "binnen" : "buiten"} de marge).`;
}

/** One line per number that can be compared. Throws when a released number is not what the data say. */
export function compareWithTruth(asked: readonly Asked[], delivered: Delivered): string[] {
  const lines = expectations(delivered).map((expected) => judge(asked, expected));
  const compared = lines.filter((line) => line.includes("in werkelijkheid"));
  if (compared.length === 0)
    throw new Error("Er is geen enkel vrijgegeven getal om met de werkelijkheid te vergelijken.");
  if (!compared.some((line) => line.includes("binnen")))
    throw new Error(`De werkelijkheid is niet teruggevonden: ${compared.join(" ")}`);
  return lines;
}
