import { writeFileSync } from "node:fs";
import { wordsOf } from "./browser.ts";
import type { SignedStudy } from "./charter.ts";
import { tool } from "./programs.ts";
import type { Stage } from "./stage.ts";

/** The key holders sign under the chain, and a partner checks it without us. */
export async function proveChain(stage: Stage, { id, charter }: SignedStudy, partner: string): Promise<void> {
  const office = await stage.as("Programmabureau");
  await office.post(`/onderzoeken/${id}/getuigen`);
  const contact = await stage.as(`contact-${partner}`);
  const proof = stage.file("bewijs.json");
  writeFileSync(proof, await contact.get(`/onderzoeken/${id}/bewijs.json`));
  const said = await tool(
    "controleer",
    "--protocol",
    charter,
    "--bewijs",
    proof,
    "--uit",
    stage.file(`levering-${partner}`),
  );
  stage.say(`${partner} is het zelf nagegaan: ${said.trim()}`);
}

/** Closes the study, destroys everything, and returns what the certificate says. */
export async function endStudy(stage: Stage, { id }: SignedStudy): Promise<string> {
  const office = await stage.as("Programmabureau");
  await office.post(`/onderzoeken/${id}/sluiten`);
  const { page } = await office.post(`/onderzoeken/${id}/vernietigen`);
  const words = wordsOf(page);
  for (const proof of ["Nagegaan: kenmerken maken lukt niet meer", "Nagegaan: gegevens lezen lukt niet meer"])
    if (!words.includes(proof)) throw new Error(`In de verklaring ontbreekt: ${proof}`);
  stage.say("De sleuteldelen en gegevens zijn vernietigd, en het is geprobeerd: er is niets meer mee te doen.");
  return words;
}
