import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { Field, Hidden } from "../../../ui/Field.tsx";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { fieldOf, Hash, type Returned, Section } from "./parts.tsx";

const words = messages.sign;

/** A signature is made where the key is: at the organisation. Here it is only handed in. */
export function SigningSection({ view, returned }: { view: StudyView; returned: Returned | undefined }) {
  const { study, offered } = view;
  if (offered === null) return null;
  const field = fieldOf("tekenen", returned);
  return (
    <div id="ondertekenen">
      <Section title={words.title} lead={words.lead}>
        <p>
          {messages.charter.hash}: <Hash value={offered.hash} />
        </p>
        <p>{words.how}</p>
        <p>
          <code class="rt-hash">{words.command(offered.hash)}</code>
        </p>
        <ButtonRow>
          <ButtonLink href={`/onderzoeken/${study.id}/protocol.json`} kind="secondary">
            {messages.charter.download}
          </ButtonLink>
        </ButtonRow>
        <form method="post" action={`/onderzoeken/${study.id}/ondertekenen`} noValidate>
          <Hidden name="hash" value={offered.hash} />
          <Field {...field("signature")} label={words.signature} hint={words.signatureHint} required maxLength={100} />
          <ButtonRow>
            <Button>{words.button}</Button>
          </ButtonRow>
        </form>
      </Section>
    </div>
  );
}
