import type { Frame } from "../../../platform/http.ts";
import { Button } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { ErrorSummary, Field, Hidden, Select, TextArea } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import type { Partner, PartnerGroup } from "../partner.ts";

interface ListProps {
  frame: Frame;
  groups: readonly (PartnerGroup & { members: number })[];
  mayManage: boolean;
  submissionId: string;
  values?: Readonly<Record<string, string>>;
  errors?: readonly { name: string; message: string }[];
}

export function GroupListPage({ frame, groups, mayManage, submissionId, values = {}, errors = [] }: ListProps) {
  return (
    <WorkspacePage {...frame} title={messages.groups.title} lead={messages.groups.lead}>
      <ErrorSummary errors={errors} />
      {groups.length === 0 && <p>{messages.groups.empty}</p>}
      <CardGrid>
        {groups.map(({ id, name, kind, description, members }) => (
          <Card
            key={id}
            title={name}
            href={`/groepen/${id}`}
            footer={`${messages.groupKind[kind]} · ${messages.groups.members(members)}`}
          >
            {description && <p>{description}</p>}
          </Card>
        ))}
      </CardGrid>
      {mayManage && (
        <details open={errors.length > 0}>
          <summary>{messages.groups.add}</summary>
          <form method="post" action="/groepen" noValidate>
            <Hidden name="submissionId" value={submissionId} />
            <Field
              name="name"
              label={messages.labels.name}
              value={values.name ?? ""}
              required
              maxLength={200}
              error={errors.find(({ name }) => name === "name")?.message}
            />
            <TextArea
              name="description"
              label={messages.labels.description}
              value={values.description ?? ""}
              rows={3}
            />
            <Button kind="secondary">{messages.groups.add}</Button>
          </form>
        </details>
      )}
    </WorkspacePage>
  );
}

interface PageProps {
  frame: Frame;
  group: PartnerGroup & { partners: readonly Partner[] };
  others: readonly Partner[];
  mayManage: boolean;
}

export function GroupPage({ frame, group, others, mayManage }: PageProps) {
  return (
    <WorkspacePage
      {...frame}
      title={group.name}
      lead={group.description ?? messages.groups.members(group.partners.length)}
      breadcrumbs={[{ href: "/groepen", label: messages.groups.title }]}
    >
      {group.partners.length === 0 && <p>{messages.groups.noMembers}</p>}
      <ul class="rt-members">
        {group.partners.map((partner) => (
          <li key={partner.id}>
            <a class="utrecht-link" href={`/partners/${partner.id}`}>
              {partner.name}
            </a>
            {mayManage && (
              <form method="post" action={`/groepen/${group.id}/leden/${partner.id}/verwijderen`}>
                <button class="rt-link-button" type="submit">
                  {messages.groups.remove} <span class="rt-visually-hidden">{partner.name}</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {mayManage && others.length > 0 && (
        <form method="post" action={`/groepen/${group.id}/leden`}>
          <Select
            name="partnerId"
            label={messages.labels.partner}
            value=""
            required
            emptyLabel=""
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button kind="secondary">{messages.groups.addMember}</Button>
        </form>
      )}
    </WorkspacePage>
  );
}
