import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sql } from "kysely";
import {
  canonicalJson,
  createHolderClient,
  generateSigningKey,
  HolderError,
  sign,
  signCharter,
} from "./keyholder/index.ts";
import { newId } from "./platform/ids.ts";
import { signDelivery } from "./pseudonymise/index.ts";
import {
  charterFields,
  charterOf,
  DATA_HOLDERS,
  hidden,
  IMEI,
  idOf,
  judge,
  partnerId,
  prepareStudy,
  questionForm,
  setResearchTable,
  signAs,
  startStudy,
  taken,
  wordsOf,
  writeCharter,
} from "./testing/study.ts";
import { TABLE_URL } from "./testing/table.ts";

/** The charter is a gate: before, after and outside it nothing moves. */
const stage = await setResearchTable();
let office = await stage.as("Programmabureau");

const BANK = DATA_HOLDERS[0] ?? "";
const FILE = Buffer.from("een bestand");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Sent {
  readonly name?: string;
  readonly partner?: string;
  readonly key?: string;
  readonly bytes?: Uint8Array;
}

/** One file, sent as the partner's tool sends it. */
async function upload(study: string, sent: Sent = {}): Promise<{ status: number; message: string }> {
  const { name = "manifest.json", partner = BANK, key = stage.keyOf(BANK).privateKey, bytes = FILE } = sent;
  const file = { study: idOf(study), partner: partnerId(partner), run: "proef", name, sha256: sha256(bytes) };
  const answer = await stage.table.app.request(
    `${TABLE_URL}/api/v1/onderzoeken/${file.study}/leveringen/proef/${encodeURIComponent(name)}`,
    {
      method: "PUT",
      body: new Uint8Array(bytes),
      headers: {
        "rondetafel-partner": file.partner,
        "rondetafel-sha256": file.sha256,
        "rondetafel-signature": signDelivery(file, key),
      },
    },
  );
  const text = await answer.text();
  return { status: answer.status, message: text.startsWith("{") ? (JSON.parse(text).message ?? "") : "" };
}

const TABLE = { title: "Tabel", proportionality: null, cells: [] };
const TABLE_HASH = sha256(Buffer.from(canonicalJson(TABLE)));

/** A table before the checkers, of which only the gate matters here. */
async function addTable(study: string): Promise<string> {
  const id = newId();
  const [researcher, hash] = [stage.personId("onderzoeker"), TABLE_HASH];
  await sql`
    insert into study_question (id, study_id, template, template_version, parameters, reason, status, table_hash, asked_by, asked_on)
    values (${id}, ${idOf(study)}, 'overlap', 1, '{}', 'Waarom', 'inCheck', ${hash}, ${researcher}, current_date)`.execute(
    stage.table.db,
  );
  await sql`
    insert into question_table (question_id, study_id, content)
    values (${id}, ${idOf(study)}, ${JSON.stringify(TABLE)}::jsonb)`.execute(stage.table.db);
  return `${study}/vragen/${id}`;
}

/** Something to ask about, so that only the gate can be what refuses. */
const addSnapshot = (study: string) =>
  sql`insert into study_snapshot (study_id, number, hash, rows, delivery_ids, files, set_sizes, made_on)
    values (${idOf(study)}, 1, 'x', 0, '{}', '[]', '[]', current_date)`.execute(stage.table.db);

const askNow = async (study: string) =>
  (await stage.as("onderzoeker")).post(`${study}/vragen`, await questionForm(stage, study, "overlap"));
const voteNow = async (question: string) =>
  (await stage.as("controleur-1")).post(`${question}/controle`, {
    ...{ tableHash: TABLE_HASH, "controle-verdict": "approve" },
  });

/** Everything that the charter gates, tried at once; each must be refused with this sentence. */
async function nothingWorks(study: string, sentence: RegExp): Promise<void> {
  const question = await addTable(study);
  const sent = await upload(study);
  // Who has not signed yet is nobody here, and hears no more than a stranger does.
  assert.ok(sent.status === 404 || (sent.status === 409 && sentence.test(sent.message)), sent.message);
  for (const [what, answer] of [
    ["question", await askNow(study)],
    ["check", await voteNow(question)],
    ["exercise", await office.post(`${study}/oefening`)],
  ] as const) {
    assert.equal(answer.status, 409, `${what}: ${wordsOf(answer.text).slice(0, 300)}`);
    assert.match(wordsOf(answer.text), sentence, what);
  }
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from output_check c join study_question q on q.id = c.question_id
    where q.study_id = ${idOf(study)}`.execute(stage.table.db);
  assert.equal(rows[0]?.n, 0);
}

test("one person alone cannot send a study on its way, and one no is enough to stop it", async () => {
  const study = await prepareStudy(stage, "Vier ogen");
  for (const kind of ["technical", "organisational", "legal"]) await taken(judge(office, study, kind));
  const alone = await office.post(`${study}/verder`);
  assert.equal(alone.status, 409);
  assert.match(wordsOf(alone.text), /Laat een collega er een geven/);
  const core = await stage.as("Lid kerngroep");
  await taken(judge(core, study, "legal", "noGo"));
  assert.equal((await office.post(`${study}/verder`)).status, 409);
  await taken(judge(core, study, "legal"));
  await taken(office.post(`${study}/verder`));
  const late = await judge(core, study, "legal", "noGo");
  assert.equal(late.status, 409, "the pre-phase is over");
});

test("what is missing is named before anybody is asked to sign", async () => {
  const study = await startStudy(stage, "Leeg protocol", "drafting");
  const { status, text } = await office.post(`${study}/aanbieden`);
  assert.equal(status, 422);
  for (const part of [
    "de looptijd en de dag van vernietigen",
    "het doel",
    "minstens één vraag die gesteld mag worden",
    "minstens twee partijen die gegevens leveren",
    "twee sleutelhouders",
    "minstens één soort kenmerk",
    "een onderzoeker",
    "twee controleurs van verschillende organisaties",
  ])
    assert.ok(wordsOf(text).includes(part), part);
  assert.deepEqual(
    await sql`select 1 from charter_version where study_id = ${idOf(study)}`
      .execute(stage.table.db)
      .then(({ rows }) => rows),
    [],
  );
});

test("two checkers of one organisation are one checker", async () => {
  const study = await startStudy(stage, "Eén organisatie", "drafting");
  await writeCharter(stage, study);
  await taken(office.post(`${study}/mensen/verwijderen`, { personId: stage.personId("controleur-2") }));
  // The contact of the shop is of the same organisation as the checker that is left.
  const colleague = { "mens-personId": stage.personId("contact-Voorbeeldwinkel"), "mens-role": "checker" };
  await taken(office.post(`${study}/mensen`, colleague));
  const { status, text } = await office.post(`${study}/aanbieden`);
  assert.equal(status, 422);
  assert.match(wordsOf(text), /twee controleurs van verschillende organisaties/);
});

test("who asks cannot also check", async () => {
  const study = await startStudy(stage, "Twee rollen", "drafting");
  const fields = { "mens-personId": stage.personId("onderzoeker") };
  await taken(office.post(`${study}/mensen`, { ...fields, "mens-role": "researcher" }));
  const { status, text } = await office.post(`${study}/mensen`, { ...fields, "mens-role": "checker" });
  assert.equal(status, 422);
  assert.match(wordsOf(text), /Wie vraagt, controleert niet/);
});

test("one key holder under two names is refused, and so is an address where nobody answers", async () => {
  const study = await startStudy(stage, "Eén houder", "drafting");
  const add = (url: string) => office.post(`${study}/sleutelhouders`, { "sleutelhouder-url": url });
  const url = stage.holders[0]?.url ?? "";
  await taken(add(url));
  const again = await add(url);
  assert.equal(again.status, 422);
  assert.match(wordsOf(again.text), /Neem een andere organisatie/);
  const silent = await add("http://127.0.0.1:9");
  assert.equal(silent.status, 422);
  assert.ok(silent.text.includes("http://127.0.0.1:9"), "the typed address is there again");
  assert.doesNotMatch(silent.text, /ECONN|at .*\.ts/);
});

test("removing somebody who does not exist is refused in words", async () => {
  const study = await startStudy(stage, "Weg ermee", "drafting");
  for (const path of ["partijen", "mensen"])
    for (const id of ["", "x"])
      assert.equal((await office.post(`${study}/${path}/verwijderen`, { partnerId: id, personId: id })).status, 422);
});

test("the charter is signed by every party's own key over its own hash, or not at all", async () => {
  const study = await startStudy(stage, "Handtekeningen", "signing");
  const { hash } = await charterOf(stage, study);
  const contact = await stage.as(`contact-${BANK}`);
  const { privateKey } = stage.keyOf(BANK);
  const offer = (signature: string, of = hash) =>
    contact.post(`${study}/ondertekenen`, { hash: of, "tekenen-signature": signature });
  const wrong: readonly (readonly [string, string, string, number])[] = [
    ["another's key", signCharter(idOf(study), hash, generateSigningKey().privateKey), hash, 422],
    ["another hash", signCharter(idOf(study), "0".repeat(64), privateKey), hash, 422],
    ["another study", signCharter(newId(), hash, privateKey), hash, 422],
    ["another purpose", sign("delivery", { study: idOf(study), hash }, privateKey), hash, 422],
    ["an older charter", signCharter(idOf(study), "0".repeat(64), privateKey), "0".repeat(64), 409],
    ["no signature", "hallo", hash, 422],
  ];
  for (const [what, signature, of, expected] of wrong) {
    const { status, text } = await offer(signature, of);
    assert.equal(status, expected, what);
    assert.ok(text.includes(`value="${signature}"`), `${what}: what was typed is there again`);
  }
  assert.deepEqual((await charterOf(stage, study)).signatures, []);
  await nothingWorks(study, /nog niet alle partijen hebben ondertekend/);
  await signAs(stage, study, BANK);
  const office2 = await office.post(`${study}/ondertekenen`, { hash, "tekenen-signature": "x".repeat(86) });
  assert.equal(office2.status, 404, "the office signs for nobody");
  await nothingWorks(study, /nog niet alle partijen hebben ondertekend/);
});

test("the last two parties may sign at the same moment, and the study opens", async () => {
  const study = await startStudy(stage, "Tegelijk", "signing");
  const [first = "", ...others] = DATA_HOLDERS;
  await signAs(stage, study, first);
  await Promise.all(others.map((key) => signAs(stage, study, key)));
  assert.equal((await upload(study)).status, 200);
});

test("a change of the charter makes every signature void, and the holders hear the new one", async () => {
  const study = await startStudy(stage, "Wijziging");
  const first = await charterOf(stage, study);
  await taken(office.post(`${study}/herzien`));
  await nothingWorks(study, /het protocol is nog niet klaar/);
  const version = hidden((await office.get(`${study}/protocol`)).text, "version");
  const changed = { ...charterFields(stage), "protocol-purpose": "Een ander doel" };
  await taken(office.post(`${study}/protocol`, { version, ...changed }));
  const late = await office.post(`${study}/protocol`, { version, ...changed, "protocol-purpose": "Van een ander" });
  assert.equal(late.status, 409, "somebody else was first");
  assert.ok(late.text.includes("Van een ander"), "and nothing that was typed is lost");
  await taken(office.post(`${study}/aanbieden`));
  const second = await charterOf(stage, study);
  assert.notEqual(second.hash, first.hash);
  assert.deepEqual(second.signatures, []);
  assert.equal((JSON.parse(second.document) as { replaces?: string }).replaces, first.hash);
  // The signature of before is no signature under this one.
  const contact = await stage.as(`contact-${BANK}`);
  const old = first.signatures.find(({ partner }) => partner === partnerId(BANK))?.signature ?? "";
  assert.equal(
    (await contact.post(`${study}/ondertekenen`, { hash: second.hash, "tekenen-signature": old })).status,
    422,
  );
  for (const key of DATA_HOLDERS) await signAs(stage, study, key);
  assert.equal((await upload(study)).status, 200);
});

test("a veto of one party stops everything at once; nobody else can give it", async () => {
  const study = await startStudy(stage, "Veto");
  await addSnapshot(study);
  for (const who of ["Programmabureau", "onderzoeker", "Contactpersoon politie"] as const)
    assert.equal((await (await stage.as(who)).post(`${study}/stilleggen`, { "veto-reason": "Nee" })).status, 404, who);
  const contact = await stage.as(`contact-${BANK}`);
  assert.equal((await contact.post(`${study}/stilleggen`)).status, 422, "a reason is needed");
  await taken(contact.post(`${study}/stilleggen`, { "veto-reason": "Wij stoppen ermee" }));
  await nothingWorks(study, /een partij heeft het onderzoek stilgelegd/);
  assert.match((await office.get(study)).text, /Wij stoppen ermee/);
});

test("outside its days a study does nothing, and it does again inside them", async () => {
  const study = await startStudy(stage, "Looptijd");
  await addSnapshot(study);
  const question = await addTable(study);
  stage.clock.forward(-2);
  await nothingWorks(study, /de looptijd uit het protocol is nog niet begonnen/);
  stage.clock.forward(2);
  assert.equal((await voteNow(question)).status, 303);
  assert.equal((await upload(study)).status, 200);
  stage.clock.forward(61);
  try {
    office = await stage.as("Programmabureau");
    const { rows } = await sql`delete from output_check where question_id = ${idOf(question)} returning 1`.execute(
      stage.table.db,
    );
    assert.equal(rows.length, 1);
    await nothingWorks(study, /de looptijd uit het protocol is voorbij/);
    const second = await (await stage.as("controleur-2")).post(`${question}/controle`, {
      ...{ tableHash: TABLE_HASH, "controle-verdict": "approve" },
    });
    assert.equal(second.status, 409, "a table that one had approved stays inside");
    assert.match(wordsOf((await office.get(study)).text), /De looptijd is voorbij\. Er kan niets meer/);
  } finally {
    stage.clock.forward(-61);
    office = await stage.as("Programmabureau");
  }
});

test("after closing nothing works, and what was destroyed does not come back", async () => {
  const study = await startStudy(stage, "Gesloten");
  await addSnapshot(study);
  assert.equal((await upload(study)).status, 200);
  await taken(office.post(`${study}/sluiten`));
  await nothingWorks(study, /het onderzoek wordt afgesloten/);
  await sql`delete from study_snapshot where study_id = ${idOf(study)}`.execute(stage.table.db);
  await taken(office.post(`${study}/vernietigen`));
  await nothingWorks(study, /het onderzoek is afgesloten en de gegevens zijn vernietigd/);
  for (const step of ["herzien", "sluiten", "vernietigen", "aanbieden", "verder", "afwijzen"]) {
    const { status } = await office.post(`${study}/${step}`);
    assert.ok([409, 422].includes(status), `${step}: ${status}`);
  }
});

test("a key holder evaluates nothing under a charter that not everybody signed", async () => {
  const study = await startStudy(stage, "Houder zonder protocol", "signing");
  const charter = await charterOf(stage, study);
  for (const { url } of stage.holders) {
    const client = createHolderClient(url, { patienceMs: 0 });
    await assert.rejects(
      client.offerCharter(idOf(study), charter),
      (error) => error instanceof HolderError && error.code !== "unreachable",
    );
    const commitment = {
      ...{ study: idOf(study), partner: partnerId(BANK), type: IMEI, run: "proef", count: 10 },
      ...{ merkleRoot: "0".repeat(64), normaliserHash: "0".repeat(64), charterHash: charter.hash },
    };
    await assert.rejects(
      client.commit(commitment, { signer: partnerId(BANK), privateKey: stage.keyOf(BANK).privateKey }),
      (error) => error instanceof HolderError && error.code !== "unreachable",
    );
  }
});

test("nobody delivers without the key of a data holder, and the answer does not say whether the study exists", async () => {
  const study = await startStudy(stage, "Zonder sleutel");
  const stranger = generateSigningKey().privateKey;
  assert.equal((await upload(study, { key: stranger })).status, 404);
  assert.equal((await upload(study, { partner: "Voorbeeldtoezicht" })).status, 404);
  assert.equal((await upload(`/onderzoeken/${newId()}`, { key: stranger })).status, 404);
  const app = stage.table.app;
  const at = `${TABLE_URL}/api/v1/onderzoeken/${idOf(study)}/leveringen/proef`;
  for (const [method, path] of [
    ["PUT", `${at}/deel-00000.parquet`],
    ["POST", `${at}/klaar`],
    ["PUT", `${TABLE_URL}/api/v1/onderzoeken/x/leveringen/proef/manifest.json`],
  ] as const) {
    const answer = await app.request(path, { method });
    assert.equal(answer.status, 404, path);
    assert.match(answer.headers.get("content-type") ?? "", /json/);
  }
  assert.equal((await app.request(`${at}/manifest.json`)).status, 303, "there is nothing to read here");
});

test("a file name is a name, not a path", async () => {
  const study = await startStudy(stage, "Paden");
  for (const name of [
    "../../keystore/operator.key",
    "..",
    ".hidden",
    "a/b",
    "a\\b",
    "naam met spatie",
    "x".repeat(90),
  ]) {
    const { status, message } = await upload(study, { name });
    assert.ok([403, 404, 422].includes(status), `${name}: ${status}`);
    assert.doesNotMatch(message, /rondetafel-tafel|\/tmp/);
  }
});
