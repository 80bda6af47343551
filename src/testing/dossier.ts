import { type Client, linksIn, type Table } from "./table.ts";

/** Address of the example dossier in the workspace. */
export async function exampleDossier(office: Client): Promise<string> {
  const list = await (await office.get("/dossiers")).text();
  const found = linksIn(list).find((path) => /^\/dossiers\/[0-9a-f-]{36}$/.test(path));
  if (found === undefined) throw new Error("Het voorbeelddossier is er niet.");
  return found;
}

/** Addresses of the documents in a dossier, in their order. */
export async function documentsIn(office: Client, dossier: string): Promise<string[]> {
  const page = await (await office.get(dossier)).text();
  return linksIn(page).filter((path) => /\/documenten\/[0-9a-f-]{36}$/.test(path));
}

/** Walks the real path: the office freezes, a policy officer publishes. Returns the dossier's address. */
export async function publishExample(table: Table, changeNote = "Eerste openbare versie"): Promise<string> {
  const office = await table.as("Programmabureau");
  const dossier = await exampleDossier(office);
  const frozen = await office.post(`${dossier}/bevriezen`);
  if (frozen.status !== 303) throw new Error(`Bevriezen gaf ${frozen.status}.`);
  const published = await (await table.as("Beleidsmedewerker")).post(`${dossier}/openbaar`, { changeNote });
  if (published.status !== 303) throw new Error(`Openbaar maken gaf ${published.status}.`);
  return dossier;
}
