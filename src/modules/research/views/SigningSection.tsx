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
    <Section id="ondertekenen" title={words.title} lead={words.lead}>
      <ol class="rt-steps">
        <li>
          <a class="utrecht-link" href="#protocol">
            {words.read}
          </a>
        </li>
        <li>
          <p>
            {words.download} {messages.charter.hash}: <Hash value={offered.hash} />
          </p>
          <ButtonLink href={`/onderzoeken/${study.id}/protocol.json`} kind="secondary">
            {messages.charter.download}
          </ButtonLink>
        </li>
        <li>
          {words.how}
          <code class="rt-command">{words.command(offered.hash)}</code>
        </li>
        <li>
          <form method="post" action={`/onderzoeken/${study.id}/ondertekenen`} noValidate>
            <Hidden name="hash" value={offered.hash} />
            <Field
              {...field("signature")}
              label={words.signature}
              hint={words.signatureHint}
              required
              maxLength={100}
            />
            <ButtonRow>
              <Button>{words.button}</Button>
            </ButtonRow>
          </form>
        </li>
      </ol>
    </Section>
  );
}
