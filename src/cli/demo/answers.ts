import { type Browser, hidden, wordsOf } from "./browser.ts";
import type { SignedStudy } from "./charter.ts";
import type { Stage } from "./stage.ts";

/** Asking every question of the charter, having each answer checked by two people, and using a figure. */
export interface Asked {
  readonly template: string;
  readonly path: string;
  readonly status: "released" | "refused";
  readonly page: string;
}

const WAIT_MS = 500;
const MOST_WAITS = 600;

async function ask(researcher: Browser, study: string, template: string): Promise<string> {
  const at = `/onderzoeken/${study}`;
  const form = await researcher.get(`${at}/vragen/nieuw?vraag=${template}`);
  const fields = Object.fromEntries(
    [...form.matchAll(/<input[^>]* name="(vraag-[^"]+)"[^>]*>/g)].map(([input, name = ""]) => [
      name,
      / value="([^"]*)"/.exec(input)?.[1] ?? "",
    ]),
  );
  // A text field comes back as Preact wrote it: value first, then name.
  for (const [input, value = ""] of form.matchAll(/<input[^>]* value="([^"]*)"[^>]* name="vraag-[^"]+"[^>]*>/g))
    fields[/ name="([^"]+)"/.exec(input)?.[1] ?? ""] = value;
  const { path } = await researcher.post(`${at}/vragen`, {
    submissionId: hidden(form, "submissionId"),
    template,
    ...fields,
    "vraag-reason": "Voor de demonstratie met verzonnen gegevens.",
  });
  return path;
}

async function untilAnswered(researcher: Browser, path: string): Promise<string> {
  for (let attempt = 0; attempt < MOST_WAITS; attempt += 1) {
    const page = await researcher.get(path);
    if (page.includes("Niet gelukt")) throw new Error(`${path}: ${wordsOf(page)}`);
    if (!page.includes("Wordt berekend")) return page;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  throw new Error(`${path} is niet op tijd beantwoord.`);
}

/** Two people of different organisations, each without knowing what the other says. */
async function checkBy(stage: Stage, path: string, verdict: "approve" | "reject"): Promise<void> {
  for (const who of ["controleur-1", "controleur-2"]) {
    const checker = await stage.as(who);
    const page = await checker.get(path);
    await checker.post(`${path}/controle`, {
      tableHash: hidden(page, "tableHash"),
      "controle-verdict": verdict,
      "controle-remark": verdict === "approve" ? "" : "Deze tabel verraadt te veel.",
    });
  }
}

export async function askEverything(stage: Stage, { id }: SignedStudy, templates: readonly string[]): Promise<Asked[]> {
  const researcher = await stage.as("onderzoeker");
  const asked: Asked[] = [];
  for (const template of templates) {
    const path = await ask(researcher, id, template);
    const page = await untilAnswered(researcher, path);
    if (page.includes("mag niet naar buiten. Hieronder")) {
      stage.say(`${template}: geweigerd. ${wordsOf(page).split("Waarom niet?")[1]?.slice(0, 200) ?? ""}`);
      asked.push({ template, path, page, status: "refused" });
      continue;
    }
    await checkBy(stage, path, "approve");
    asked.push({ template, path, page: await researcher.get(path), status: "released" });
    stage.say(`${template}: berekend, nagegaan, door twee mensen bekeken en vrijgegeven.`);
  }
  return asked;
}

/** One exercise: a table that is wrong on purpose, which both checkers reject. */
export async function drill(stage: Stage, { id }: SignedStudy): Promise<void> {
  const office = await stage.as("Programmabureau");
  const { path } = await office.post(`/onderzoeken/${id}/oefening`);
  await checkBy(stage, path, "reject");
  stage.say("Een oefentabel die met opzet fout was, is door beide controleurs afgekeurd.");
}

/** Uses the first shown cell of a release as a figure; returns the address of the series. */
export async function useAsFigure(stage: Stage, release: Asked): Promise<string> {
  const office = await stage.as("Programmabureau");
  const page = await office.get(release.path);
  const select = /<select[^>]*name="cijfer-cellId"[\s\S]*?<\/select>/.exec(page)?.[0] ?? "";
  const cell = [...select.matchAll(/<option value="([^"]+)"/g)][0]?.[1];
  if (cell === undefined) throw new Error("Er is geen cel om te gebruiken.");
  const { path } = await office.post(`${release.path}/cijfer`, {
    "cijfer-cellId": cell,
    "cijfer-indicator": "Verdachte apparaten (demonstratie, verzonnen gegevens)",
    "cijfer-period": String(new Date().getFullYear()),
  });
  return path.split("?")[0] ?? path;
}
