import { importProgrammeFile, readProgrammeFile } from "./importProgramme.ts";
import { ensureExamplePerson } from "./modules/identity/index.ts";
import { currentPlan } from "./modules/plans/index.ts";
import { getProgramme } from "./modules/programme/index.ts";
import { draftRound, listRounds, openRound } from "./modules/progress/index.ts";
import { seedDossier } from "./modules/publications/index.ts";
import { type Actor, asActor, type Role } from "./platform/actor.ts";
import { type Clock, calendarDay } from "./platform/clock.ts";
import type { Database } from "./platform/database.ts";
import { uuidFromKey } from "./platform/ids.ts";
import type { Mail } from "./platform/mail.ts";

/** The example programme: public facts from a file, invented people by role. Like app.ts, this file knows all modules. */

export interface ExampleLink {
  readonly role: string;
  readonly personId: string;
}

interface Person {
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly partner: string | null;
}

const PEOPLE: readonly Person[] = [
  {
    key: "programmabureau",
    name: "Medewerker programmabureau",
    label: "Programmabureau",
    roles: ["programmeOffice"],
    partner: "JenV",
  },
  {
    key: "bank",
    name: "Contactpersoon bank",
    label: "Contactpersoon partner",
    roles: ["partnerContact"],
    partner: "NVB",
  },
  {
    key: "politie",
    name: "Contactpersoon politie",
    label: "Contactpersoon politie",
    roles: ["partnerContact"],
    partner: "Politie",
  },
  { key: "kerngroep", name: "Lid kerngroep", label: "Lid kerngroep", roles: ["coreGroupMember"], partner: "CB" },
  { key: "beleid", name: "Beleidsmedewerker", label: "Beleidsmedewerker", roles: ["policyOfficer"], partner: "JenV" },
  { key: "lezer", name: "Lezer", label: "Lezer", roles: ["reader"], partner: null },
];

const PROGRAMME = "examples/iaof/iaof.json";
const DOSSIER = "examples/iaof/dossier/voortgangsrapportage-2024.json";
const ROUND = uuidFromKey("round:voorbeeld");
const ROUND_DAYS = 21;

export interface ExampleParts {
  readonly mail: Mail;
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Reads a JSON file of the example. */
  readonly read: (file: string) => unknown;
}

/** Loads the example programme when the database holds none; returns who can sign in with a link. */
export async function seedExample(db: Database, parts: ExampleParts): Promise<ExampleLink[]> {
  const isEmpty = (await db.transaction().execute(getProgramme)) === null;
  if (isEmpty) await loadProgramme(db, parts);
  const links: ExampleLink[] = [];
  for (const { key, name, label, roles, partner } of PEOPLE) {
    const partnerId = partner === null ? null : uuidFromKey(`partner:${partner}`);
    const personId = await ensureExamplePerson(db, { key, name, email: `${key}@voorbeeld.invalid`, roles, partnerId });
    links.push({ role: label, personId });
  }
  if (isEmpty) {
    await seedDossier(db, parts.read(DOSSIER));
    await startRound(db, parts, links[0]?.personId ?? "");
  }
  return links;
}

async function loadProgramme(db: Database, { read }: ExampleParts): Promise<void> {
  const checked = readProgrammeFile(read(PROGRAMME));
  if (!checked.ok) throw new Error(`Het voorbeeldprogramma klopt niet: ${checked.problems[0]?.path}`);
  await importProgrammeFile(db, checked.file);
}

/** An open round with nothing answered: what partners would say is not ours to invent. */
async function startRound(db: Database, { mail, baseUrl, clock }: ExampleParts, officeId: string): Promise<void> {
  const office: Actor = {
    id: officeId,
    name: "Medewerker programmabureau",
    roles: ["programmeOffice"],
    partnerId: uuidFromKey("partner:JenV"),
    groupIds: [],
  };
  const { plan, rounds } = await asActor(db, office, async (tx) => ({
    plan: await currentPlan(tx),
    rounds: await listRounds(tx),
  }));
  if (plan === null || rounds.length > 0) return;
  const today = clock.today();
  const closesOn = calendarDay(new Date(clock.now().getTime() + ROUND_DAYS * 86_400_000));
  await draftRound(
    db,
    office,
    ROUND,
    { title: "Voorbeeldronde (verzonnen)", planId: plan.id, opensOn: today, closesOn },
    true,
  );
  await openRound(db, office, ROUND, { mail, baseUrl });
}
