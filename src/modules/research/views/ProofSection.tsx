import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { Section } from "./parts.tsx";

const words = messages.proof;

/** What a party needs to check us without trusting us. */
export function ProofSection({ view }: { view: StudyView }) {
  const { study, may, witnessed } = view;
  if (!may.keep && !may.sign) return null;
  return (
    <Section title={words.title} lead={words.lead}>
      <p>
        <code class="rt-command">{words.command}</code>
      </p>
      <p>{words.witnessed(witnessed)}</p>
      <ButtonRow>
        <ButtonLink href={`/onderzoeken/${study.id}/bewijs.json`} kind="secondary">
          {words.download}
        </ButtonLink>
        {may.keep && (
          <form method="post" action={`/onderzoeken/${study.id}/getuigen`}>
            <Button kind="secondary">{words.witness}</Button>
          </form>
        )}
      </ButtonRow>
    </Section>
  );
}
