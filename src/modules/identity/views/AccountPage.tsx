import type { Frame } from "../../../platform/http.ts";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { Button, ErrorSummary, Field } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { type FieldErrors, summaryOf } from "../input.ts";
import { messages } from "../messages.nl.ts";
import { NewPasswordFields } from "./NewPasswordFields.tsx";

interface Props {
  frame: Frame;
  name: string;
  email: string | null;
  errors: FieldErrors;
}

export function AccountPage({ frame, name, email, errors }: Props) {
  const text = messages.account;
  return (
    <WorkspacePage title={text.title} {...frame}>
      <ErrorSummary errors={summaryOf(errors)} />
      <DescriptionList
        items={[
          { term: messages.fields.email, description: email },
          { term: messages.fields.roles, description: frame.account.roleLabel },
          { term: messages.fields.partnerId, description: frame.account.organisation },
        ]}
      />
      <form method="post" action="/account/naam" novalidate>
        <Field
          name="name"
          label={messages.fields.name}
          value={name}
          error={errors.name}
          maxLength={200}
          autocomplete="name"
          required
        />
        <Button kind="secondary">{text.saveName}</Button>
      </form>
      <h2 class="utrecht-heading-2">{text.passwordTitle}</h2>
      <p class="utrecht-paragraph">{text.passwordText}</p>
      <form method="post" action="/account/wachtwoord" novalidate>
        <NewPasswordFields errors={errors} required />
        <Button kind="secondary">{text.savePassword}</Button>
      </form>
    </WorkspacePage>
  );
}
