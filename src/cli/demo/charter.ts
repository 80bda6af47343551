import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, hidden } from "./browser.ts";
import { PARTNERS, partnerId } from "./cast.ts";
import { type Holder, startHolder, tool } from "./programs.ts";
import type { Stage } from "./stage.ts";

/** From the question to a charter that everybody has signed. */
const TYPE = "device:imei:v1";
const TEMPLATES = ["overlap", "timeToReuse", "preventableDamage", "collateral", "thresholdSweep", "sensitivity"];
const TYPOLOGIES = ["geen", "soort 1", "soort 2", "soort 3", "soort 4", "soort 5"];
const EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export const identifierType = TYPE;
export const typologies = TYPOLOGIES;

const daysFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

export interface SignedStudy {
  readonly id: string;
  readonly holders: readonly Holder[];
  /** Path of the signed charter, as partners downloaded it. */
  readonly charter: string;
}

/** Each partner makes its key on its own computer; only the public half is given away. */
async function makeKeys(stage: Stage): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (const { key } of PARTNERS) {
    const said = await tool("sleutel", "--bestand", stage.file(`${key}.sleutel.json`));
    const found = /[A-Za-z0-9_-]{43}/.exec(said.replace(stage.folder, ""));
    if (found === null) throw new Error("De sleutel is niet gevonden in wat het programma zei.");
    keys.set(partnerId(key), found[0]);
  }
  return keys;
}

async function prePhase(stage: Stage, office: Browser): Promise<string> {
  const form = await office.get("/onderzoeken/nieuw");
  const { path } = await office.post("/onderzoeken", {
    submissionId: hidden(form, "submissionId"),
    title: "Verdachte apparaten (demonstratie)",
    question: "Hoeveel schade voorkomt het delen van verdachte apparaten, en hoeveel gewone klanten raakt het?",
    isSynthetic: "ja",
  });
  const study = path.split("?")[0] ?? path;
  const core = await stage.as("Lid kerngroep");
  const judge = (browser: Browser, kind: string, explanation: string) =>
    browser.post(`${study}/oordeel`, {
      kind,
      [`oordeel-${kind}-verdict`]: "go",
      [`oordeel-${kind}-explanation`]: explanation,
    });
  await judge(office, "technical", "De drie partijen kunnen hun gegevens leveren. (verzonnen)");
  await judge(office, "organisational", "Er zijn twee sleutelhouders en twee controleurs. (verzonnen)");
  await judge(core, "legal", "Elke partij heeft een grondslag en een DPIA. (verzonnen)");
  await office.post(`${study}/verder`);
  return study;
}

async function writeCharter(stage: Stage, office: Browser, study: string, keys: ReadonlyMap<string, string>) {
  for (const { key, name } of PARTNERS)
    await office.post(`${study}/partijen`, {
      "partij-partnerId": partnerId(key),
      "partij-role": "dataHolder",
      "partij-legalBasis": `Grondslag van ${name}`,
      "partij-licence": "",
      "partij-dpiaName": "dpia-verzonnen.pdf",
      "partij-dpiaSha256": EMPTY_SHA,
      "partij-signingKey": keys.get(partnerId(key)) ?? "",
    });
  const page = await office.get(`${study}/protocol`);
  await office.post(`${study}/protocol`, {
    version: hidden(page, "version"),
    "protocol-purpose": "Nagaan of het delen van verdachte apparaten werkt en of het evenredig is.",
    "protocol-population": "Apparaten van verzonnen klanten van drie verzonnen partijen.",
    "protocol-dataKinds": "Versleuteld kenmerk van het apparaat, week, bedrag in hele euro's, fraude ja of nee.",
    "protocol-safeguards": "Gesplitste sleutel, vaste vragen, twee controleurs, vernietiging na afloop.",
    "protocol-templates": TEMPLATES,
    "protocol-starts": daysFrom(0),
    "protocol-ends": daysFrom(60),
    "protocol-retentionUntil": daysFrom(90),
    "protocol-day": "day",
    "protocol-amountBand": "1",
    "protocol-eventsPerToken": "500",
    "protocol-typologies": TYPOLOGIES.join("\n"),
    "protocol-minimum": "10",
    "protocol-pairConsents": PARTNERS.flatMap((a, index) =>
      PARTNERS.slice(index + 1).map((b) => [partnerId(a.key), partnerId(b.key)].sort().join("|")),
    ),
    "protocol-isListed": "ja",
    "protocol-open": ["purpose", "population", "dataKinds", "safeguards"],
  });
  for (const [key, role] of [
    ["onderzoeker", "researcher"],
    ["controleur-1", "checker"],
    ["controleur-2", "checker"],
  ] as const)
    await office.post(`${study}/mensen`, { "mens-personId": stage.personId(key), "mens-role": role });
}

async function startHolders(stage: Stage, operatorKey: string, partners: ReadonlyMap<string, string>) {
  const names = ["Sleutelhouder Noord (verzonnen)", "Sleutelhouder Zuid (verzonnen)"];
  const holders: Holder[] = [];
  for (const [index, name] of names.entries())
    holders.push(
      await startHolder({
        ...{ name, operatorKey, partners },
        folder: stage.file(`sleutelhouder-${index + 1}`),
        port: await stage.freePort(),
      }),
    );
  return holders;
}

/** Every partner downloads the charter, reads and signs it with its own key, and hands the signature in. */
async function signAll(stage: Stage, study: string): Promise<string> {
  for (const { key } of PARTNERS) {
    const contact = await stage.as(`contact-${key}`);
    const file = stage.file("protocol-te-tekenen.json");
    const text = await contact.get(`${study}/protocol.json`);
    writeFileSync(file, text);
    const { hash } = JSON.parse(text) as { hash: string };
    const said = await tool("teken", file, "--sleutel", stage.file(`${key}.sleutel.json`), "--akkoord", hash);
    const signature = /[A-Za-z0-9_-]{86}/.exec(said)?.[0] ?? "";
    await contact.post(`${study}/ondertekenen`, { hash, "tekenen-signature": signature });
  }
  const office = await stage.as("Programmabureau");
  const charter = stage.file("protocol.json");
  writeFileSync(charter, await office.get(`${study}/protocol.json`));
  return charter;
}

export async function agreeOnCharter(stage: Stage): Promise<SignedStudy> {
  const office = await stage.as("Programmabureau");
  const keys = await makeKeys(stage);
  stage.say("Elke partij heeft haar eigen sleutel gemaakt.");
  const study = await prePhase(stage, office);
  stage.say("De voorfase is af: technisch, organisatorisch en juridisch kan het.");
  await writeCharter(stage, office, study, keys);
  const page = await office.get(`${study}/protocol`);
  const operatorKey = /<code class="rt-hash">([A-Za-z0-9_-]{43})<\/code>\s*<\/p>/.exec(page)?.[1] ?? "";
  const holders = await startHolders(stage, operatorKey, keys);
  for (const { url } of holders) await office.post(`${study}/sleutelhouders`, { "sleutelhouder-url": url });
  await office.post(`${study}/kenmerken`, { "kenmerk-type": TYPE, "kenmerk-ceiling": "1000000" });
  stage.say("Twee sleutelhouders maakten elk hun deel van de sleutel en bewezen dat zij het kennen.");
  await office.post(`${study}/aanbieden`);
  const charter = await signAll(stage, study);
  stage.say("Alle partijen hebben getekend. Het onderzoek loopt.");
  return { id: study.split("/").at(-1) ?? "", holders, charter: join(charter) };
}
