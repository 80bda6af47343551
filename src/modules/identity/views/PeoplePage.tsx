import { calendarDay } from "../../../platform/clock.ts";
import type { Frame } from "../../../platform/http.ts";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { Button, ButtonLink } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import type { PartnerName } from "../create.ts";
import type { Invitation, PersonSummary } from "../identity.ts";
import { messages } from "../messages.nl.ts";

const text = messages.people;

interface Props {
  frame: Frame;
  people: readonly PersonSummary[];
  addresses: ReadonlyMap<string, string>;
  invitations: readonly Invitation[];
  partners: readonly PartnerName[];
  ownId: string;
  now: Date;
}

const roleNames = ({ roles }: Pick<PersonSummary, "roles">) => roles.map((role) => messages.roles[role]).join(", ");

export function PeoplePage({ frame, people, addresses, invitations, partners, ownId, now }: Props) {
  const organisation = ({ partnerId }: Pick<PersonSummary, "partnerId">) =>
    partners.find(({ id }) => id === partnerId)?.name;
  const action = <ButtonLink href="/mensen/uitnodigen">{text.invite}</ButtonLink>;
  return (
    <WorkspacePage title={text.title} lead={text.lead} actions={action} {...frame}>
      <DataTable
        caption={text.caption}
        captionHidden
        columns={peopleColumns(organisation, addresses, ownId)}
        rows={people}
        rowKey={({ id }) => id}
        empty={text.empty}
      />
      <h2 class="utrecht-heading-2">{text.open}</h2>
      <DataTable
        caption={text.open}
        captionHidden
        columns={invitationColumns(organisation, now)}
        rows={invitations}
        rowKey={({ id }) => id}
        empty={text.openEmpty}
      />
    </WorkspacePage>
  );
}

type Organisation = (row: Pick<PersonSummary, "partnerId">) => string | undefined;

function peopleColumns(
  organisation: Organisation,
  addresses: ReadonlyMap<string, string>,
  ownId: string,
): Column<PersonSummary>[] {
  return [
    { key: "name", header: text.columns.name, rowHeader: true, cell: ({ name }) => <bdi>{name}</bdi> },
    { key: "role", header: text.columns.role, cell: (person) => roleNames(person) || text.noRole },
    { key: "organisation", header: text.columns.organisation, cell: organisation },
    {
      key: "email",
      header: text.columns.email,
      cell: ({ id }) => <span class="rt-breakable">{addresses.get(id)}</span>,
    },
    { key: "end", header: text.columns.action, cell: (person) => <EndButton person={person} ownId={ownId} /> },
  ];
}

function EndButton({ person, ownId }: { person: PersonSummary; ownId: string }) {
  if (person.roles.length === 0 || person.id === ownId) return null;
  return (
    <form method="post" action={`/mensen/${person.id}/beeindigen`} aria-label={text.endOf(person.name)}>
      <Button kind="danger">{text.end}</Button>
    </form>
  );
}

function invitationColumns(organisation: Organisation, now: Date): Column<Invitation>[] {
  return [
    { key: "name", header: text.columns.name, rowHeader: true, cell: ({ name }) => <bdi>{name}</bdi> },
    { key: "role", header: text.columns.role, cell: roleNames },
    { key: "organisation", header: text.columns.organisation, cell: organisation },
    { key: "email", header: text.columns.email, cell: ({ email }) => <span class="rt-breakable">{email}</span> },
    {
      key: "expires",
      header: text.expires,
      cell: ({ expiresAt }) => (expiresAt > now ? formatDate(calendarDay(expiresAt)) : text.expired),
    },
  ];
}
