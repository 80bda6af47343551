import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { Button, ButtonLink, ErrorSummary } from "../../../ui/Field.tsx";
import { PlainPage } from "../../../ui/Page.tsx";
import type { Invitation } from "../identity.ts";
import { type FieldErrors, summaryOf } from "../input.ts";
import { messages } from "../messages.nl.ts";
import { NewPasswordFields } from "./NewPasswordFields.tsx";

const text = messages.invitation;

interface Props {
  invitation: Invitation;
  organisation: string | null;
  token: string;
  errors: FieldErrors;
}

export function InvitationPage({ invitation, organisation, token, errors }: Props) {
  const { name, email, roles } = invitation;
  return (
    <PlainPage title={text.title} lead={text.lead(name)}>
      <ErrorSummary errors={summaryOf(errors)} />
      <DescriptionList
        items={[
          { term: text.forOrganisation, description: organisation },
          { term: text.forRole, description: roles.map((role) => messages.roles[role]).join(", ") },
          { term: text.forEmail, description: email },
        ]}
      />
      <form method="post" action={`/uitnodiging/${encodeURIComponent(token)}`} novalidate>
        <h2 class="utrecht-heading-2">{text.passwordTitle}</h2>
        <p class="utrecht-paragraph">{text.passwordText}</p>
        <NewPasswordFields errors={errors} required={false} />
        <Button>{text.button}</Button>
      </form>
    </PlainPage>
  );
}

export const ClosedInvitationPage = () => (
  <PlainPage title={text.closedTitle}>
    <p class="utrecht-paragraph">{text.closed}</p>
  </PlainPage>
);

export const AcceptedPage = () => (
  <PlainPage title={text.doneTitle}>
    <p class="utrecht-paragraph">{text.done}</p>
    <ButtonLink href="/inloggen">{messages.signIn.title}</ButtonLink>
  </PlainPage>
);
