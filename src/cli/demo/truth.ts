import type { Asked } from "./answers.ts";
import { wordsOf } from "./browser.ts";
import type { Delivered } from "./data.ts";

/** What the released tables say, held against what is so. */
export function compareWithTruth(asked: readonly Asked[], { truth }: Delivered): string[] {
  return asked.map(({ template, page }) => `${template}: ${wordsOf(page).length} tekens, ${truth.damage.total}`);
}
