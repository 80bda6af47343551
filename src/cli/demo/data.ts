import { writeFileSync } from "node:fs";
import { generate, type SyntheticOptions, type SyntheticTruth, syntheticEvents, truthOf } from "../../engine/index.ts";
import { wordsOf } from "./browser.ts";
import { PARTNERS, partnerId } from "./cast.ts";
import { identifierType, type SignedStudy, typologies } from "./charter.ts";
import { tool } from "./programs.ts";
import type { Stage } from "./stage.ts";

/** Synthetic rows for three partners, and their delivery; with the truth that the answers must recover. */
export interface Delivered {
  readonly options: SyntheticOptions;
  /** By what partners wrote down: what a template can know. */
  readonly labelled: SyntheticTruth;
  /** By what really happened. */
  readonly truth: SyntheticTruth;
}

const MAPPING = {
  columns: {
    identifier: "device",
    subject: "customer",
    date: "date",
    amount: "amount",
    label: "label",
    typology: "typology",
  },
  typologies: Object.fromEntries(typologies.map((name, index) => [String(index), name])),
};

export async function deliverAll(stage: Stage, study: SignedStudy, customers: number): Promise<Delivered> {
  const options: SyntheticOptions = {
    seed: 7,
    partners: PARTNERS.map(({ name, role }) => ({ name, role })),
    customersPerPartner: customers,
    start: "2026-01-01",
    days: 180,
    labelErrors: { missed: 0.05, falseAlarm: 0.002 },
  };
  const { files, truth } = await generate({ ...options, folder: stage.file("bronnen") });
  const mapping = stage.file("kolommen.json");
  writeFileSync(mapping, JSON.stringify(MAPPING));
  stage.say(`Verzonnen gegevens gemaakt: ${files.map(({ rows }) => rows).join(", ")} regels.`);
  for (const [index, { key }] of PARTNERS.entries()) {
    const output = stage.file(`levering-${key}`);
    const secret = stage.file(`${key}.sleutel.json`);
    const source = ["--bron", files[index]?.path ?? "", "--kolommen", mapping];
    await tool(
      ...["draai", "--protocol", study.charter, "--partner", partnerId(key), "--soort", identifierType],
      ...["--sleutel", secret, ...source, "--uit", output, "--threads", "2"],
    );
    await tool("lever", "--uit", output, "--platform", stage.baseUrl, "--sleutel", secret);
    stage.say(`${key} heeft geleverd; namen en nummers bleven daar.`);
  }
  await untilAccepted(stage, study.id);
  return { options, truth, labelled: truthOf(syntheticEvents(options), "label") };
}

async function untilAccepted(stage: Stage, study: string): Promise<void> {
  const office = await stage.as("Programmabureau");
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const page = await office.get(`/onderzoeken/${study}`);
    const accepted = page.split("Aangenomen").length - 1;
    if (accepted >= PARTNERS.length) return stage.say("Alle leveringen zijn gecontroleerd en aangenomen.");
    if (page.includes("Geweigerd:")) throw new Error(wordsOf(page));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("De leveringen zijn niet op tijd aangenomen.");
}
