import { ROLES } from "../../../platform/actor.ts";
import { type Frame, typed } from "../../../platform/http.ts";
import { Button, CheckboxGroup, ErrorSummary, Field, Select } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import type { PartnerName } from "../create.ts";
import { type FieldErrors, summaryOf } from "../input.ts";
import { messages } from "../messages.nl.ts";

interface Props {
  frame: Frame;
  partners: readonly PartnerName[];
  values: Readonly<Record<string, string | string[]>>;
  errors: FieldErrors;
}

export function InvitePage({ frame, partners, values, errors }: Props) {
  const text = messages.people;
  const field = (name: "name" | "email") => ({
    name,
    label: messages.fields[name],
    value: typed(values, name),
    error: errors[name],
    required: true,
  });
  return (
    <WorkspacePage
      title={text.invite}
      lead={text.inviteLead}
      breadcrumbs={[{ href: "/mensen", label: text.title }]}
      {...frame}
    >
      <ErrorSummary errors={summaryOf(errors)} />
      <form method="post" action="/mensen/uitnodigen" novalidate>
        <Field {...field("name")} autocomplete="off" maxLength={200} />
        <Field {...field("email")} type="email" autocomplete="off" inputMode="email" />
        <Select
          name="partnerId"
          label={messages.fields.partnerId}
          value={typed(values, "partnerId")}
          options={partners.map(({ id, name }) => ({ value: id, label: name }))}
          emptyLabel={text.noPartner}
          error={errors.partnerId}
        />
        <CheckboxGroup
          name="roles"
          legend={messages.fields.roles}
          values={[values.roles ?? []].flat()}
          options={ROLES.map((role) => ({ value: role, label: messages.roles[role] }))}
          error={errors.roles}
          required
        />
        <Button>{text.inviteButton}</Button>
      </form>
    </WorkspacePage>
  );
}
