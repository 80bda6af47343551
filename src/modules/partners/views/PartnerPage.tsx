import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Button, ButtonLink } from "../../../ui/Button.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { Field, Hidden, Select } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { SourceList } from "../../../ui/SourceList.tsx";
import { messages } from "../messages.nl.ts";
import type { Partner, PartnerGroup, Representative } from "../partner.ts";

interface Person {
  readonly id: string;
  readonly name: string;
}

interface Props {
  frame: Frame;
  partner: Partner;
  groups: readonly PartnerGroup[];
  representatives: readonly (Representative & { personName: string })[];
  people: readonly Person[];
  mayManage: boolean;
  submissionId: string;
  today: string;
}

export function PartnerPage({
  frame,
  partner,
  groups,
  representatives,
  people,
  mayManage,
  submissionId,
  today,
}: Props) {
  return (
    <WorkspacePage
      {...frame}
      title={partner.name}
      breadcrumbs={[{ href: "/partners", label: messages.title }]}
      actions={
        mayManage && (
          <ButtonLink href={`/partners/${partner.id}/bewerken`} kind="secondary">
            {messages.edit}
          </ButtonLink>
        )
      }
    >
      <Answer sentence={partner.role ?? messages.scope[partner.scope]} />
      <DescriptionList
        items={[
          { term: messages.labels.shortName, description: partner.shortName },
          { term: messages.labels.kind, description: messages.kind[partner.kind] },
          { term: messages.labels.category, description: partner.category },
          { term: messages.labels.since, description: partner.since },
          { term: messages.labels.scope, description: messages.scope[partner.scope] },
          { term: messages.labels.groups, description: groups.map(({ name }) => name).join(", ") },
        ]}
      />
      <h2 class="utrecht-heading-2">{messages.labels.representatives}</h2>
      <RepresentativeList partner={partner} representatives={representatives} mayManage={mayManage} />
      {mayManage && <RepresentativeForm partner={partner} people={people} submissionId={submissionId} today={today} />}
      <SourceList sources={partner.sources} />
    </WorkspacePage>
  );
}

function RepresentativeList({
  partner,
  representatives,
  mayManage,
}: Pick<Props, "partner" | "representatives" | "mayManage">) {
  if (representatives.length === 0) return <p class="rt-muted">{messages.noRepresentatives}</p>;
  return (
    <ul>
      {representatives.map(({ id, personName, since, until }) => (
        <li key={id}>
          <bdi>{personName}</bdi>, {formatDate(since)} – {until ? formatDate(until) : messages.untilNow}
          {mayManage && until === null && (
            <form method="post" action={`/partners/${partner.id}/vertegenwoordigers/${id}/einde`}>
              <button class="rt-link-button" type="submit">
                {messages.endRepresentative} <span class="rt-visually-hidden">{personName}</span>
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}

function RepresentativeForm({
  partner,
  people,
  submissionId,
  today,
}: Pick<Props, "partner" | "people" | "submissionId" | "today">) {
  return (
    <details>
      <summary>{messages.addRepresentative}</summary>
      <form method="post" action={`/partners/${partner.id}/vertegenwoordigers`}>
        <Hidden name="submissionId" value={submissionId} />
        <Select
          name="personId"
          label={messages.labels.person}
          value=""
          required
          emptyLabel=""
          options={people.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Field name="since" label={messages.labels.from} type="date" value={today} required />
        <Button kind="secondary">{messages.addRepresentative}</Button>
      </form>
    </details>
  );
}
