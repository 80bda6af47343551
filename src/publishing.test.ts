import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { fixedClock } from "./platform/clock.ts";
import { documentsIn, exampleDossier, publishExample } from "./testing/dossier.ts";
import { everythingIn, pdfInfo } from "./testing/files.ts";
import { htmlProblems } from "./testing/html.ts";
import { type Client, crawl, linksIn, setTable, type Table } from "./testing/table.ts";

/** Moves on a second at each look, so that the public site asks again after each change. */
function steppingClock() {
  let now = Date.parse("2024-11-01T09:00:00Z");
  const at = () => {
    now += 1500;
    return fixedClock(new Date(now).toISOString());
  };
  return { now: () => at().now(), today: () => at().today() };
}

const openTable = (): Promise<Table> => setTable(steppingClock());
const OFFICIALS = ["Voorbeeldambtenaar A", "Voorbeeldambtenaar B", "a@voorbeeld.invalid"];
const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());
const textOf = async (client: Client, path: string): Promise<string> => (await client.get(path)).text();

/** Every download that the public pages link to. */
function publicFiles(pages: ReadonlyMap<string, string>): string[] {
  return [...new Set([...pages.values()].flatMap(linksIn))].filter((path) => path.includes("/bestand/"));
}

test("freezing gives the same hash each time, and one edit another", async () => {
  const table = await openTable();
  const office = await table.as("Programmabureau");
  const dossier = await exampleDossier(office);
  const hashes: string[] = [];
  const freeze = async () => {
    assert.equal((await office.post(`${dossier}/bevriezen`)).status, 303);
    const row = await table.db
      .selectFrom("snapshot")
      .select("contentHash")
      .orderBy("frozenAt", "desc")
      .executeTakeFirstOrThrow();
    hashes.push(row.contentHash);
  };
  await freeze();
  await freeze();
  assert.equal(hashes[0], hashes[1]);
  const [letter = ""] = await documentsIn(office, dossier);
  const form = await textOf(office, `${letter}/onderdeel/0`);
  const text = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(form)?.[1]?.trim() ?? "";
  const version = /name="version" value="(\d+)"/.exec(form)?.[1] ?? "";
  const saved = await office.post(`${letter}/onderdeel/0`, { text: `${text}\n\nEen zin erbij.`, version });
  assert.equal(saved.status, 303);
  assert.match(await textOf(office, dossier), /Concept\./);
  await freeze();
  assert.notEqual(hashes[1], hashes[2]);
});

test("publishing takes a second pair of eyes, a reason, and what was frozen", async () => {
  const table = await openTable();
  const [office, policy] = [await table.as("Programmabureau"), await table.as("Beleidsmedewerker")];
  const dossier = await exampleDossier(office);
  const early = await policy.post(`${dossier}/openbaar`, { changeNote: "Te vroeg" });
  assert.equal(early.status, 409);
  await office.post(`${dossier}/bevriezen`);
  const own = await office.post(`${dossier}/openbaar`, { changeNote: "Zelf gedaan" });
  assert.equal(own.status, 422);
  assert.match(await own.text(), /U hebt dit dossier zelf bevroren/);
  assert.equal((await policy.post(`${dossier}/openbaar`, { changeNote: " " })).status, 422);
  for (const role of ["Lid kerngroep", "Contactpersoon partner", "Lezer"] as const) {
    const refused = await (await table.as(role)).post(`${dossier}/openbaar`, { changeNote: "Toch" });
    assert.equal(refused.status, 404, role);
  }
  assert.equal((await table.visitor().get("/openbaar/publicaties/voortgangsrapportage-2024")).status, 404);
  assert.equal((await policy.post(`${dossier}/openbaar`, { changeNote: "Eerste versie" })).status, 303);
  assert.equal(
    (await policy.post(`${dossier}/openbaar`, { changeNote: "Eerste versie" })).status,
    409,
    "double submit",
  );
  assert.equal((await table.visitor().get("/openbaar/publicaties/voortgangsrapportage-2024")).status, 200);
});

test("no official is in anything public, and all of them are in the internal version", async () => {
  const table = await openTable();
  const dossier = await publishExample(table);
  const pages = await crawl(table.visitor(), "/openbaar", 1000);
  const files = publicFiles(pages);
  assert.equal(files.length, 4 * 5, "four documents in five formats");
  for (const [path, page] of pages) for (const name of OFFICIALS) assert.ok(!page.includes(name), `${name} in ${path}`);
  for (const path of files) {
    const response = await table.visitor().get(path);
    assert.equal(response.status, 200, path);
    const type = response.headers.get("content-type")?.split(";")[0] ?? "";
    const everything = everythingIn(await bytesOf(response), type);
    assert.ok(everything.length > 2000, path);
    for (const name of OFFICIALS) assert.ok(!everything.includes(name), `${name} in ${path}`);
  }
  const office = await table.as("Programmabureau");
  const note = (await documentsIn(office, dossier))[1] ?? "";
  for (const [format, type] of [
    ["pdf-ua", "application/pdf"],
    ["odt", "application/vnd.oasis.opendocument.text"],
  ] as const) {
    const inside = everythingIn(await bytesOf(await office.get(`${note}/bestand/${format}`)), type);
    for (const name of OFFICIALS.slice(0, 2)) assert.ok(inside.includes(name), `${name} in the internal ${format}`);
  }
});

/** Letters and digits: lines break and words are hyphenated in print. */
const letters = (text: string): string => text.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");
const plain = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(
      /&(lt|gt|quot|apos|amp);/g,
      (_, name: string) => ({ lt: "<", gt: ">", quot: '"', apos: "'" })[name] ?? "&",
    );

/** Every heading, paragraph, item and cell of a public web version, in order. */
const blocksOf = (html: string): string[] =>
  // Said aloud only on the web, where "[5.1.2e]" would be read out letter by letter.
  [
    ...html
      .replace(/<span class="rt-visually-hidden">[^<]*<\/span>/g, "")
      .matchAll(/<(h\d|p|li|td|th|caption)\b[^>]*>([\s\S]*?)<\/\1>/g),
  ]
    .map(([, , inside = ""]) => plain(inside).trim())
    .filter((text) => text !== "");

test("each document says the same in every output, to the last cell", async () => {
  const table = await openTable();
  await publishExample(table);
  const visitor = table.visitor();
  const files = publicFiles(await crawl(visitor, "/openbaar/publicaties", 10));
  const pages = files.filter((path) => path.endsWith(".html"));
  assert.equal(pages.length, 4);
  for (const page of pages) {
    const blocks = blocksOf(await textOf(visitor, page));
    assert.ok(blocks.length > 30, `${blocks.length} in ${page}`);
    for (const path of files.filter((one) => one !== page && one.startsWith(page.replace(/\.html$/, ".")))) {
      const response = await visitor.get(path);
      const type = response.headers.get("content-type")?.split(";")[0] ?? "";
      const text = everythingIn(await bytesOf(response), type);
      const found = letters(type === "application/pdf" ? text : plain(text));
      for (const block of blocks) assert.ok(found.includes(letters(block)), `"${block}" in ${path}`);
    }
  }
});

test("the example note has the parts of a decision note, seven rows of CW 3.1 and the four promises", async () => {
  const table = await openTable();
  await publishExample(table);
  const files = publicFiles(await crawl(table.visitor(), "/openbaar/publicaties", 10));
  const note = files.find((path) => /\/nota-[^/]*\.html$/.test(path)) ?? "";
  const html = await textOf(table.visitor(), note);
  const heads = [...html.matchAll(/<h[23]\b[^>]*>([\s\S]*?)<\/h[23]>/g)].map(([, inside = ""]) => plain(inside));
  assert.deepEqual(
    heads.map((head) => head.replace(/^[\d.]+ /, "")).filter((head) => !/Herkomst/.test(head)),
    [
      "Aanleiding",
      "Geadviseerd besluit",
      "Kernpunten",
      "Toelichting",
      "Politieke context",
      "Financiële overwegingen",
      "Krachtenveld",
      "Strategie",
      "Uitvoering",
      "Implementatie",
      "Communicatie",
      "Informatie die niet openbaar gemaakt kan worden",
    ],
  );
  const rowsOf = (caption: RegExp): string[] => {
    const found = html.match(/<table\b[\s\S]*?<\/table>/g)?.find((one) => caption.test(one)) ?? "";
    return [...found.matchAll(/<th scope="row">([\s\S]*?)<\/th>/g)].map(([, inside = ""]) => plain(inside));
  };
  assert.deepEqual(rowsOf(/CW 3\.1/), [
    "1. Doel",
    "2. Beleidsinstrument(en)",
    "3A. Financiële gevolgen voor het Rijk",
    "3B. Financiële gevolgen voor maatschappelijke sectoren",
    "4. Nagestreefde doeltreffendheid",
    "5. Nagestreefde doelmatigheid",
    "6. Evaluatieparagraaf",
  ]);
  assert.deepEqual(rowsOf(/worden afgedaan/).sort(), [
    "Ingaan op ontwikkelingen van Artificial Intelligence",
    "Kamer met voortgangsrapportage informeren over verloop samenwerking",
    "Reactie op Telegraaf-bericht 'Geruïneerd in de hel'",
    "Vraag over pilots gegevensdeling beantwoorden in voortgangsrapportage",
  ]);
  assert.match(plain(html), /afgedaan \(later dan toegezegd\)/);
});

test("the PDFs are tagged, titled and in Dutch; the archive one carries its sources", async () => {
  const table = await openTable();
  await publishExample(table);
  const files = publicFiles(await crawl(table.visitor(), "/openbaar/publicaties", 10));
  for (const path of files.filter((one) => one.endsWith(".pdf"))) {
    const bytes = await bytesOf(await table.visitor().get(path));
    const { info, structure } = pdfInfo(bytes);
    assert.match(info, /Title:\s+\S/);
    assert.match(info, /Tagged:\s+yes/);
    assert.match(structure, /Document/);
    for (const tag of ["H1", "Table", "TH"]) assert.ok(structure.includes(tag), `${tag} in ${path}`);
    if (path.endsWith(".archief.pdf"))
      assert.match(everythingIn(bytes, "application/pdf"), /"referenceDate":\s*"2024-06-28"/);
  }
});

test("every public page is there, sound, and in the sitemap; the feed tells what changed", async () => {
  const table = await openTable();
  await publishExample(table);
  const visitor = table.visitor();
  const sitemap = await textOf(visitor, "/openbaar/sitemap.xml");
  const listed = [...sitemap.matchAll(/<loc>http:\/\/localhost:3000([^<]*)<\/loc>/g)].map((match) => match[1] ?? "");
  assert.ok(listed.length > 80, `${listed.length} pages`);
  for (const path of listed) {
    const response = await visitor.get(path);
    assert.equal(response.status, 200, path);
    const html = await response.text();
    assert.deepEqual(await htmlProblems(html), [], path);
    assert.ok(!/<script/i.test(html), `script in ${path}`);
    assert.equal(html.match(/<h1[ >]/g)?.length, 1, `one title in ${path}`);
    assert.match(html, /<meta name="description" content="[^"]{20,}/, path);
    assert.match(html, /<html lang="nl">/);
  }
  const linked = [...(await crawl(visitor, "/openbaar", 1000)).entries()].filter(([path]) =>
    path.startsWith("/openbaar"),
  );
  assert.deepEqual(
    linked.filter(([, page]) => !page.startsWith("200")).map(([path]) => path),
    [],
  );
  const feed = await textOf(visitor, "/openbaar/feed.atom");
  assert.match(feed, /<feed xmlns="http:\/\/www.w3.org\/2005\/Atom"[\s\S]*Eerste openbare versie/);
});

test("each figure on the site has its source, and reads the same in the letter", async () => {
  const table = await openTable();
  await publishExample(table);
  const visitor = table.visitor();
  const figures = linksIn(await textOf(visitor, "/openbaar/cijfers")).filter((path) => /\/cijfers\/./.test(path));
  assert.ok(figures.length > 20);
  for (const path of figures) assert.match(await textOf(visitor, path), /Bron/, path);
  const files = publicFiles(await crawl(visitor, "/openbaar/publicaties", 10));
  const letter = files.find((path) => /voortgangsrapportage-integrale[^/]*\.html$/.test(path)) ?? "";
  const letterText = await textOf(visitor, letter);
  const indicator = figures.find((path) => path.includes("schade-bankhelpdeskfraude-banken")) ?? "";
  const shown = /circa [\d.,]+ [^<.]*|[\d.,]+ mln[^<.]*/.exec(await textOf(visitor, indicator))?.[0]?.trim() ?? "";
  assert.ok(shown.length > 3 && letterText.includes(shown), `"${shown}" in the letter`);
});

test("what is not TLP:CLEAR stays inside, and quoting it openly is refused with its place", async () => {
  const table = await openTable();
  await table.db
    .updateTable("action")
    .set({ marking: "AMBER", title: "Vertrouwelijk-geplant" })
    .where("title", "=", "Privacykader gegevensdeling")
    .execute();
  const office = await table.as("Programmabureau");
  const dossier = await exampleDossier(office);
  const refused = await office.post(`${dossier}/bevriezen`);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Actieplan, blok \d+: Vertrouwelijk-geplant mag niet openbaar/);
  await table.db.updateTable("action").set({ marking: "CLEAR" }).where("title", "=", "Vertrouwelijk-geplant").execute();
  const survey = await table.db
    .selectFrom("indicator")
    .select("id")
    .where("name", "=", "Slachtoffers online criminaliteit (Veiligheidsmonitor)")
    .executeTakeFirstOrThrow();
  await table.db
    .updateTable("observation")
    .set({ marking: "GREEN", note: "Notitie-geplant" })
    .where("indicatorId", "=", survey.id)
    .where("period", "=", "2023")
    .execute();
  await publishExample(table);
  for (const [path, page] of await crawl(table.visitor(), "/openbaar", 1000))
    assert.ok(!page.includes("Notitie-geplant"), path);
});

test("a withdrawn publication keeps its page with the reason, and nothing else", async () => {
  const table = await openTable();
  const dossier = await publishExample(table);
  const visitor = table.visitor();
  const files = publicFiles(await crawl(visitor, "/openbaar/publicaties", 10));
  const policy = await table.as("Beleidsmedewerker");
  assert.equal((await policy.post(`${dossier}/intrekken`, { reason: "" })).status, 422);
  assert.equal((await policy.post(`${dossier}/intrekken`, { reason: "Er staat een fout in." })).status, 303);
  const page = await textOf(visitor, "/openbaar/publicaties/voortgangsrapportage-2024");
  assert.match(page, /Er staat een fout in\./);
  for (const path of files) assert.equal((await visitor.get(path)).status, 404, path);
  assert.equal((await visitor.get("/openbaar/cijfers")).status, 404, "the facts were its facts");
  assert.match(await textOf(visitor, "/openbaar/wijzigingen"), /Er staat een fout in\./);
});

test("a publication can be taken back while its next version is being written", async () => {
  const table = await openTable();
  const dossier = await publishExample(table);
  const office = await table.as("Programmabureau");
  const [letter = ""] = await documentsIn(office, dossier);
  await office.post(`${letter}/onderdeel/0`, { text: "# Kop\n\nEen volgende versie.", version: "1" });
  const page = await textOf(office, dossier);
  assert.match(page, /Concept\.[\s\S]*Op de openbare site[\s\S]*Intrekken/);
  assert.equal((await office.post(`${dossier}/intrekken`, { reason: "Klopt niet meer." })).status, 303);
  assert.match(await textOf(table.visitor(), "/openbaar/publicaties/voortgangsrapportage-2024"), /Klopt niet meer\./);
  assert.equal((await office.post(`${dossier}/intrekken`, { reason: "Nog eens." })).status, 409);
});

test("a report is public when the partner says so, and its state stays inside when not", async () => {
  for (const share of ["open", "partners"] as const) {
    const table = await setTable(steppingClock());
    const contact = await table.as("Contactpersoon partner");
    const mine = linksIn(await textOf(contact, "/rondes/mijn")).find((path) => /mijn\/[0-9a-f-]{36}$/.test(path)) ?? "";
    const submissionId = /name="submissionId" value="([^"]+)"/.exec(await textOf(contact, mine))?.[1] ?? "";
    const report = { submissionId, status: "onTrack", sentence: "De proef loopt sinds de zomer-geplant.", share };
    assert.equal((await contact.post(mine, { ...report, share: "" })).status, 422, "it is asked");
    assert.equal((await contact.post(mine, report)).status, 303);
    const policy = await table.as("Beleidsmedewerker");
    const id = "0b5e3c1e-7a54-4f0c-9a6e-3f1f5d0c9a11";
    const made = await policy.post("/dossiers", {
      id,
      title: "Najaar 2024",
      referenceDate: "2024-11-30",
      year: "2024",
    });
    assert.equal(made.status, 303);
    assert.equal((await policy.post(`/dossiers/${id}/bevriezen`)).status, 303);
    const office = await table.as("Programmabureau");
    const inside = await crawl(office, `/dossiers/${id}`, 8);
    assert.ok(
      [...inside.values()].some((text) => text.includes("zomer-geplant")),
      "the partners read it",
    );
    assert.equal((await office.post(`/dossiers/${id}/openbaar`, { changeNote: "Eerste versie" })).status, 303);
    const pages = [...(await crawl(table.visitor(), "/openbaar", 1000)).values()].join("");
    assert.equal(pages.includes("zomer-geplant"), share === "open", share);
    assert.equal(pages.includes("de stand is niet openbaar"), share === "partners", share);
  }
});

test("what the site shows was fixed when the dossier was frozen, not when it was published", async () => {
  const table = await openTable();
  const office = await table.as("Programmabureau");
  const dossier = await exampleDossier(office);
  await office.post(`${dossier}/bevriezen`);
  await table.db.updateTable("actionPlan").set({ title: "Later hernoemd plan" }).execute();
  await (await table.as("Beleidsmedewerker")).post(`${dossier}/openbaar`, { changeNote: "Eerste versie" });
  for (const [path, page] of await crawl(table.visitor(), "/openbaar", 1000))
    assert.ok(!page.includes("Later hernoemd"), path);
});

test("a figure that does not exist, and a block without a title, are refused with the place", async () => {
  const table = await openTable();
  const office = await table.as("Programmabureau");
  const dossier = await exampleDossier(office);
  const [letter = ""] = await documentsIn(office, dossier);
  const broken = "# Kop\n\nDe schade was {{figure:Bestaat niet|2023}}.";
  assert.equal((await office.post(`${letter}/onderdeel/0`, { text: broken, version: "1" })).status, 303);
  const refused = await office.post(`${dossier}/bevriezen`);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Kamerbrief, blok \d+[^<]*Bestaat niet/);
  for (const text of ["Geen kop", "# Kop\n\n{{figure:half"]) {
    const section = text === "Geen kop" ? 1 : 0;
    const answer = await office.post(`${letter}/onderdeel/${section}`, { text, version: "2" });
    assert.equal(answer.status, 422, text);
    assert.ok((await answer.text()).includes(text.split("\n")[0] ?? ""), "the typed text is back");
  }
});

test("the second of two editors sees both texts and loses nothing", async () => {
  const table = await openTable();
  const [office, policy] = [await table.as("Programmabureau"), await table.as("Beleidsmedewerker")];
  const [letter = ""] = await documentsIn(office, await exampleDossier(office));
  const path = `${letter}/onderdeel/0`;
  assert.equal((await office.post(path, { text: "# Kop\n\nTekst van het bureau.", version: "1" })).status, 303);
  const lost = await policy.post(path, { text: "# Kop\n\nTekst van beleid.", version: "1" });
  assert.equal(lost.status, 409);
  const page = await lost.text();
  assert.match(page, /Tekst van het bureau\./);
  assert.match(page, /Tekst van beleid\./);
  assert.deepEqual(await htmlProblems(page), []);
});

test("the site's role can read what is published, and not one other table", async () => {
  const table = await openTable();
  const tables = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'auth', 'published', 'pgboss')`.execute(table.db);
  assert.ok(tables.rows.length > 30);
  for (const { schema, name } of tables.rows) {
    const read = table.db.transaction().execute(async (tx) => {
      await sql`set local role rondetafel_site`.execute(tx);
      return sql`select * from ${sql.table(`${schema}.${name}`)} limit 1`.execute(tx);
    });
    if (schema === "published") await read;
    else await assert.rejects(read, /permission denied/, `${schema}.${name}`);
  }
});
