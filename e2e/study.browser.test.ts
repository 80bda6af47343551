import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { drill } from "../src/cli/demo/answers.ts";
import { PARTNERS } from "../src/cli/demo/cast.ts";
import type { SignedStudy } from "../src/cli/demo/charter.ts";
import { deliverAll } from "../src/cli/demo/data.ts";
import type { Holder } from "../src/cli/demo/programs.ts";
import { everythingIn } from "../src/testing/files.ts";
import { htmlProblemsOfStates, problemsOfStates } from "./pageStates.ts";
import {
  addHolders,
  addIdentifierAndPeople,
  addParties,
  day,
  downloadCharter,
  FIGURE,
  follow,
  formTo,
  judge,
  mainText,
  makeKeys,
  openStory,
  press,
  refusedParts,
  type Story,
  sign,
  signedStudy,
  TITLE,
  untilAnswered,
  verifyAlone,
  writeFields,
} from "./studyParts.ts";

/**
 * A study, in browsers without JavaScript, with two key holders and the partner's tool as processes of their own:
 * 1. the programme office writes down the question; two people judge that it can be done;
 * 2. the office writes the charter part by part: parties, key holders and their joint key, people; and offers it;
 * 3. each partner downloads it, signs it with the tool on its own machine, and pastes the signature;
 * 4. each partner delivers with the tool;
 * 5. a researcher asks a question of the charter;
 * 6. two checkers of different organisations vote without seeing each other; then the table is released;
 * 7. the office makes a figure of it and puts it in the annual report, which a colleague publishes;
 * 8. somebody outside reads the figure and its source in the report and in the PDF;
 * 9. the office takes the release back, and the published report says so;
 * 10. a partner checks the chain by itself and halts the study; the office closes it and everything is destroyed;
 * 11. the certificate stands on the study's page, and the public register says how it ended.
 */
const QUESTION = "Hoeveel schade voorkomt het delen van verdachte apparaten?";
const CUSTOMERS = 1200;
/** The reference date is today, so the period must have ended (decision 0009). */
const PERIOD = String(new Date().getFullYear() - 1);
const FIRST_REMARK = "De cellen zijn groot genoeg.";
const WITHDRAWN = "Een partij leverde een verkeerde week.";

let story: Story;
let holders: readonly Holder[] = [];
before(async () => {
  story = await openStory();
});
after(async () => {
  for (const holder of holders) await holder.stop();
  await story.close();
});

const says = async (page: Page, words: string | RegExp): Promise<void> => {
  const text = await mainText(page);
  assert.ok(typeof words === "string" ? text.includes(words) : words.test(text), `${words} is not in: ${text}`);
};
/** Lines break and words are hyphenated in print; letters stay. */
const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");

/** Step 1. Returns the address of the study. */
async function prePhase(): Promise<string> {
  const { album, stage } = story;
  const office = await story.as("Programmabureau");
  await office.goto(`${stage.baseUrl}/onderzoeken`);
  await album.keep("no study yet", office);
  await follow(office, "Nieuw onderzoek");
  await album.keep("new study", office);
  await press(office, "Onderzoek maken");
  await says(office, "Geef het onderzoek een naam");
  await album.keep("new study refused", office);
  await office.getByLabel("Naam van het onderzoek").fill(TITLE);
  await office.getByLabel("Welke vraag wilt u beantwoorden?").fill(QUESTION);
  await office.getByLabel("Dit onderzoek gebruikt verzonnen gegevens").check();
  await press(office, "Onderzoek maken");
  const at = office.url().split("?")[0] ?? "";
  await judge(office, "technical", "");
  await says(office, "Kies ja of nee");
  await album.keep("condition refused", office);
  await judge(office, "technical", "De partijen kunnen hun gegevens leveren.");
  await judge(office, "organisational", "Er zijn twee sleutelhouders en twee controleurs.");
  await album.keep("pre-phase", office);
  const core = await story.as("Lid kerngroep");
  await core.goto(at);
  await judge(core, "legal", "Elke partij heeft een grondslag.");
  await office.goto(at);
  await album.keep("pre-phase done", office);
  await press(office, "Verder met het protocol");
  return at;
}

/** Step 2. */
async function charter(at: string): Promise<void> {
  const { album, stage } = story;
  const office = await story.as("Programmabureau");
  await album.keep("charter to be written", office);
  const keys = await makeKeys(stage);
  await follow(office, "Protocol bewerken");
  await album.keep("charter, empty", office);
  const refused = await refusedParts(office, story);
  for (const words of ["Kies een organisatie", "is niet bereikbaar", "kleine letters", "Kies een rol", "op volgorde"])
    assert.ok(refused.includes(words), `${words} is not in ${refused}`);
  await addParties(office, keys);
  await writeFields(office);
  await says(office, "Dit moet er nog komen");
  holders = await addHolders(office, stage, keys);
  await addIdentifierAndPeople(office);
  await album.keep("charter, whole", office);
  await press(office, "Aanbieden om te ondertekenen");
  await office.goto(at);
  await album.keep("offered", office);
}

/** Step 3. */
async function signatures(at: string): Promise<SignedStudy> {
  const { album, stage } = story;
  for (const [index, { key }] of PARTNERS.entries()) {
    const contact = await story.as(`contact-${key}`);
    await contact.goto(at);
    await says(contact, `${index} van de 3 partijen hebben`);
    if (index === 0) {
      await album.keep("to be signed", contact);
      await contact.getByLabel("Handtekening").fill("A".repeat(86));
      await press(contact, "Ondertekenen");
      await says(contact, "Deze handtekening past niet bij dit protocol");
      await album.keep("wrong signature", contact);
    }
    await sign(contact, stage, key);
  }
  const last = await story.as(`contact-${PARTNERS.at(-1)?.key}`);
  await says(last, "Dit onderzoek loopt tot en met");
  await formTo(last, "/stilleggen").locator("xpath=..").locator("summary").click();
  await formTo(last, "/stilleggen").getByRole("button").click();
  await says(last, "Schrijf waarom");
  await album.keep("veto refused", last);
  return signedStudy(at, holders, await downloadCharter(last, stage.file("protocol.json")));
}

/** Step 5. Returns the address of the question. */
async function ask(at: string): Promise<string> {
  const { album } = story;
  const researcher = await story.as("onderzoeker");
  await researcher.goto(at);
  await formTo(researcher, "/notities").getByRole("button").click();
  await says(researcher, "Schrijf eerst iets op");
  await album.keep("note refused", researcher);
  await researcher.getByLabel("Notitie").fill("Eerst de schade, dan de klanten.");
  await formTo(researcher, "/notities").getByRole("button").click();
  await album.keep("running, for the researcher", researcher);
  await follow(researcher, "Vraag stellen");
  await album.keep("choice of questions", researcher);
  await researcher.goto(`${at}/vragen/nieuw?vraag=preventableDamage`);
  await album.keep("question form", researcher);
  await researcher.locator('input[name^="vraag-"]').first().fill("heel veel");
  await researcher.getByLabel("Waarom stelt u deze vraag?").fill("Om te weten of delen helpt.");
  await press(researcher, "Stel de vraag");
  await album.keep("question refused", researcher);
  assert.equal(await researcher.locator('[aria-invalid="true"]').count(), 1);
  assert.equal(await researcher.getByLabel("Waarom stelt u deze vraag?").inputValue(), "Om te weten of delen helpt.");
  await researcher.goto(`${at}/vragen/nieuw?vraag=preventableDamage`);
  await researcher.getByLabel("Waarom stelt u deze vraag?").fill("Om te weten of delen helpt.");
  await press(researcher, "Stel de vraag");
  await album.keep("being computed", researcher);
  await untilAnswered(researcher);
  await says(researcher, "Twee controleurs van verschillende organisaties bekijken de tabel");
  await album.keep("in check, for the researcher", researcher);
  return researcher.url();
}

/** A second question, next to the first, about which the checkers will not agree. Returns its address. */
async function askAgain(at: string): Promise<string> {
  const researcher = await story.as("onderzoeker");
  await researcher.goto(`${at}/vragen/nieuw?vraag=collateral`);
  await researcher.getByLabel("Waarom stelt u deze vraag?").fill("Om te weten hoeveel gewone klanten het raakt.");
  await press(researcher, "Stel de vraag");
  return researcher.url();
}

/** Step 6: the first with the mouse, the second with the keyboard alone. */
async function check(question: string): Promise<void> {
  const { album } = story;
  const first = await story.as("controleur-1");
  await first.goto(question);
  await says(first, "Nog niemand heeft geoordeeld");
  await album.keep("in check, for a checker", first);
  await press(first, "Oordeel geven");
  await says(first, "Kies ja of nee");
  await album.keep("vote refused", first);
  await first.getByLabel("Ja, deze tabel mag naar buiten").check();
  await first.getByLabel("Toelichting").fill(FIRST_REMARK);
  await press(first, "Oordeel geven");
  await album.keep("voted", first);
  const second = await story.as("controleur-2");
  await second.goto(question);
  await says(second, "Eén controleur heeft geoordeeld");
  assert.ok(!(await mainText(second)).includes(FIRST_REMARK), "what the first one thinks is not to be seen");
  await voteByKeyboard(second);
  await says(second, "Deze uitkomst is vrijgegeven");
  await says(second, FIRST_REMARK);
}

async function voteByKeyboard(page: Page): Promise<void> {
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

/** Step 7: a figure, in an annual report of today. */
async function report(question: string): Promise<void> {
  const { album, stage } = story;
  const office = await story.as("Programmabureau");
  await office.goto(question);
  await album.keep("released", office);
  await formTo(office, "/cijfer").getByRole("button").click();
  await says(office, "Kies een cel");
  await album.keep("figure refused", office);
  const form = formTo(office, "/cijfer");
  await form.getByLabel("Cel").selectOption({ index: 1 });
  await form.getByLabel("Naam van de reeks").fill(FIGURE);
  await form.getByLabel("Periode").fill(PERIOD);
  await form.getByRole("button").click();
  await says(office, /Herkomst|Vrijgave uit onderzoek/);
  await album.keep("the series", office);
  await office.goto(`${stage.baseUrl}/dossiers/nieuw`);
  await office.getByLabel("Naam van het dossier").fill("Jaarbericht met onderzoek");
  await office.getByLabel("Peildatum").fill(day(0));
  await press(office, "Dossier maken");
  const dossier = office.url().split("?")[0] ?? "";
  await follow(office, /^Jaarbericht 20/);
  await office.locator("summary", { hasText: "Tekst per onderdeel" }).click();
  await follow(office, /Het jaar in het kort/);
  const text = office.getByRole("textbox", { name: /Tekst van dit onderdeel/ });
  await text.fill(`# Het jaar in het kort\n\nHet onderzoek kwam uit op {{figure:${FIGURE}|${PERIOD}}}.`);
  await press(office, "Opslaan");
  await office.goto(dossier);
  await press(office, /Bevriezen/);
  const policy = await story.as("Beleidsmedewerker");
  await policy.goto(dossier);
  await policy.getByLabel(/Wat is er nieuw/).fill("Het jaar, met de uitkomst van het onderzoek.");
  await press(policy, "Openbaar maken");
  await says(policy, "Dit dossier is openbaar");
}

/** Step 8. */
async function readOutside(): Promise<void> {
  const { album, stage } = story;
  const citizen = await story.as("burger");
  await citizen.goto(`${stage.baseUrl}/openbaar/onderzoeken`);
  await follow(citizen, TITLE);
  await says(citizen, "Loopt");
  await says(citizen, "alle schade door fraude");
  await album.keep("public page of a study that runs", citizen);
  await citizen.goto(`${stage.baseUrl}/openbaar/publicaties`);
  await follow(citizen, "Jaarbericht met onderzoek");
  await follow(citizen, /^Jaarbericht 20/);
  await album.keep("annual report", citizen);
  const text = await mainText(citizen);
  const [figure] = /Het onderzoek kwam uit op [^.]*[\d.]*\d/.exec(text) ?? [];
  assert.ok(figure, text);
  assert.ok(text.includes(`Vrijgave uit onderzoek “${TITLE}”`), "the source of the figure");
  const pdf = await citizen
    .getByRole("link", { name: /Toegankelijke PDF/ })
    .first()
    .getAttribute("href");
  const file = await citizen.context().request.get(`${stage.baseUrl}${pdf}`);
  const inside = letters(everythingIn(await file.body(), "application/pdf"));
  assert.ok(inside.includes(letters(figure)), "the figure in the PDF");
  assert.ok(inside.includes(letters(`Vrijgave uit onderzoek “${TITLE}”`)), "and its source");
}

/** Step 9. */
async function withdraw(question: string): Promise<void> {
  const { album } = story;
  const office = await story.as("Programmabureau");
  await office.goto(question);
  await album.keep("used as a figure", office);
  await office.locator("summary", { hasText: "Intrekken" }).click();
  await formTo(office, "/intrekken").getByRole("button").click();
  await says(office, "Schrijf waarom");
  await album.keep("withdrawal refused", office);
  await formTo(office, "/intrekken").getByRole("textbox").fill(WITHDRAWN);
  await formTo(office, "/intrekken").getByRole("button").click();
  await says(office, "Deze uitkomst is ingetrokken");
  await album.keep("withdrawn", office);
  const citizen = await story.as("burger");
  await citizen.reload();
  await says(citizen, "na publicatie ingetrokken");
  await says(citizen, WITHDRAWN);
  await album.keep("annual report with a withdrawn figure", citizen);
}

/** Beside the story: the checkers do not agree, so that the table stays where it is and a third has to decide. */
async function disagree(question: string): Promise<void> {
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
async function halt(at: string, who: string): Promise<void> {
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
async function decline(): Promise<void> {
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

/** Steps 10 and 11. */
async function end(at: string, study: SignedStudy): Promise<void> {
  const { album, stage } = story;
  const office = await story.as("Programmabureau");
  await office.goto(at);
  await album.keep("running, for the office", office);
  await office.locator("tr", { hasText: "Afgekeurd" }).getByRole("link").click();
  await album.keep("exercise, rejected", office);
  await office.goto(at);
  await press(office, "Laat de sleutelhouders tekenen");
  const bank = PARTNERS[0]?.key ?? "";
  await verifyAlone(await story.as(`contact-${bank}`), stage, study, bank);
  await halt(at, `contact-${bank}`);
  await office.reload();
  await album.keep("halted, for the office", office);
  await press(office, "Onderzoek afsluiten");
  await album.keep("closing", office);
  await press(office, "Vernietigen en nagaan");
  await album.keep("closed", office);
  await says(office, "Verklaring van vernietiging");
  await says(office, "Nagegaan: kenmerken maken lukt niet meer");
  await says(office, "Nagegaan: gegevens lezen lukt niet meer");
  const citizen = await story.as("burger");
  await citizen.goto(`${stage.baseUrl}/openbaar/onderzoeken`);
  await album.keep("public register", citizen);
  await follow(citizen, TITLE);
  // The browser may keep a public page for a moment.
  await citizen.reload();
  await album.keep("public page of the study", citizen);
  await says(citizen, "Afgesloten");
  await says(citizen, "Vernietigd");
  await says(citizen, WITHDRAWN);
}

test("from charter to released figure in the annual report and to the destruction certificate", async () => {
  const { album, stage } = story;
  const at = await prePhase();
  await charter(at);
  const study = await signatures(at);
  await deliverAll(stage, study, CUSTOMERS);
  const question = await ask(at);
  await check(question);
  const second = await askAgain(at);
  await report(question);
  await readOutside();
  await withdraw(question);
  await disagree(second);
  await drill(stage, study);
  await end(at, study);
  await decline();
  assert.ok(album.states.length > 30, `${album.states.length} pages`);
});

test("every page and state of that story is sound HTML", async () => {
  assert.deepEqual(await htmlProblemsOfStates(story.album), []);
});

test("every page and state of that story is accessible on a desktop and a phone, in light and in dark", async () => {
  assert.deepEqual(await problemsOfStates(story.browser, story.album), []);
});
