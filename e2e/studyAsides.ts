import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { formTo, mainText, press, type Story, untilAnswered } from "./studyParts.ts";

/** What happens beside the straight line of a study: another question, disagreement, a veto, a study that stops early. */
export const says = async (page: Page, words: string | RegExp): Promise<void> => {
  const text = await mainText(page);
  assert.ok(typeof words === "string" ? text.includes(words) : words.test(text), `${words} is not in: ${text}`);
};

/** A second question, next to the first, about which the checkers will not agree. Returns its address. */
export async function askAgain(story: Story, at: string): Promise<string> {
  const researcher = await story.as("onderzoeker");
  await researcher.goto(`${at}/vragen/nieuw?vraag=collateral`);
  await researcher.getByLabel("Waarom stelt u deze vraag?").fill("Om te weten hoeveel gewone klanten het raakt.");
  await press(researcher, "Stel de vraag");
  return researcher.url();
}

export async function voteByKeyboard(page: Page): Promise<void> {
  const focused = (selector: string) => page.locator(`${selector}:focus`).count();
  const tabTo = async (selector: string): Promise<void> => {
    for (let press = 0; press < 60; press += 1) {
      if ((await focused(selector)) > 0) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  };
  await tabTo('input[name="controle-verdict"]');
  await page.keyboard.press("Space");
  await tabTo('textarea[name="controle-remark"]');
  await page.keyboard.type("Akkoord.");
  await tabTo('form[action$="/controle"] button');
  await page.keyboard.press("Enter");
  await page.waitForURL(/gelukt=/);
}

/** Beside the story: the checkers do not agree, so that the table stays where it is and a third has to decide. */
export async function disagree(story: Story, question: string): Promise<void> {
  const { album } = story;
  const researcher = await story.as("onderzoeker");
  await researcher.goto(question);
  await untilAnswered(researcher);
  for (const [who, verdict] of [
    ["controleur-1", "Ja, deze tabel mag naar buiten"],
    ["controleur-2", "Nee, deze tabel mag niet naar buiten"],
  ] as const) {
    const checker = await story.as(who);
    await checker.goto(question);
    await checker.getByLabel(verdict).check();
    await press(checker, "Oordeel geven");
  }
  await album.keep("checkers do not agree", await story.as("controleur-2"));
  await researcher.reload();
  await says(researcher, "De controleurs zijn het niet eens");
  await album.keep("checkers do not agree, for the researcher", researcher);
}

/** One partner is enough, and nobody can ask anything any more. */
export async function halt(story: Story, at: string, who: string): Promise<void> {
  const { album } = story;
  const contact = await story.as(who);
  await contact.goto(at);
  await contact.locator("summary", { hasText: "Onderzoek stilleggen" }).click();
  await formTo(contact, "/stilleggen").getByLabel("Waarom?").fill("Er is een fout in onze levering.");
  await formTo(contact, "/stilleggen").getByRole("button").click();
  await says(contact, "Er is een fout in onze levering.");
  const researcher = await story.as("onderzoeker");
  await researcher.goto(at);
  await says(researcher, "Een partij heeft dit onderzoek stilgelegd");
  assert.equal(await researcher.getByRole("link", { name: "Vraag stellen" }).count(), 0);
  await album.keep("halted, for the researcher", researcher);
}

/** Beside the story: a study that does not get past its pre-phase. */
export async function decline(story: Story): Promise<void> {
  const { album, stage } = story;
  const office = await story.as("Programmabureau");
  await office.goto(`${stage.baseUrl}/onderzoeken/nieuw`);
  await office.getByLabel("Naam van het onderzoek").fill("Zonder grondslag");
  await office.getByLabel("Welke vraag wilt u beantwoorden?").fill("Mag dit?");
  await press(office, "Onderzoek maken");
  await press(office, "Dit onderzoek gaat niet door");
  await says(office, "Dit onderzoek gaat niet door.");
  await album.keep("declined", office);
  await office.goto(`${stage.baseUrl}/onderzoeken`);
  await album.keep("list of studies", office);
}
