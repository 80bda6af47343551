import { messages } from "./messages.nl.ts";
import { type Actor, hasRole, type Role } from "./platform/actor.ts";
import type { Frame } from "./platform/http.ts";

interface NavEntry {
  readonly href: string;
  readonly label: string;
  /** Absent: for everybody who is signed in. */
  readonly roles?: readonly Role[];
}

const ENTRIES: readonly NavEntry[] = [
  { href: "/overzicht", label: messages.nav.dashboard },
  { href: "/rondes/mijn", label: messages.nav.myReports, roles: ["partnerContact"] },
  { href: "/plannen", label: messages.nav.plans },
  { href: "/rondes", label: messages.nav.rounds, roles: ["programmeOffice"] },
  { href: "/cijfers", label: messages.nav.indicators },
  { href: "/toezeggingen", label: messages.nav.commitments },
  { href: "/signalen", label: messages.nav.signals },
  { href: "/kamerstukken", label: messages.nav.papers },
  { href: "/dossiers", label: messages.nav.dossiers, roles: ["programmeOffice", "policyOfficer", "coreGroupMember"] },
  { href: "/onderzoeken", label: messages.nav.research },
  { href: "/partners", label: messages.nav.partners },
  { href: "/groepen", label: messages.nav.groups },
  { href: "/programma", label: messages.nav.programme },
  { href: "/mensen", label: messages.nav.people, roles: ["programmeOffice"] },
  { href: "/postvak-uit", label: messages.nav.outbox, roles: ["programmeOffice"] },
  { href: "/openbaar", label: messages.nav.site },
];

/** Where somebody lands after signing in: the page that holds their own next step. */
export const homeOf = (actor: Actor): string =>
  hasRole(actor, "partnerContact") && !hasRole(actor, "programmeOffice") ? "/rondes/mijn" : "/overzicht";

/** What stands round every page for this person. `doneCode` is the code a redirect carried. */
export function frameFor(
  actor: Actor,
  path: string,
  exampleMode: boolean,
  organisation: string | null,
  doneCode?: string,
): Frame {
  const nav = ENTRIES.filter(({ roles }) => roles === undefined || hasRole(actor, ...roles)).map(({ href, label }) => ({
    href,
    label,
  }));
  const roleLabel = actor.roles.map((role) => messages.roles[role]).join(", ") || messages.noRole;
  const text = doneCode === undefined ? undefined : messages.done[doneCode];
  // The longest address that the path lies under: /rondes/mijn is not /rondes.
  const current = nav
    .map(({ href }) => href)
    .filter((href) => path === href || path.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0];
  return {
    nav,
    account: { name: actor.name, roleLabel, ...(organisation === null ? {} : { organisation }) },
    exampleMode,
    current: current ?? path,
    ...(text === undefined ? {} : { notice: { kind: "ok" as const, text } }),
  };
}
