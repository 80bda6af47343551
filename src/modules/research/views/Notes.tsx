import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { TextArea } from "../../../ui/Field.tsx";
import { Timeline } from "../../../ui/Timeline.tsx";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { fieldOf, type Returned, Section } from "./parts.tsx";

const words = messages.notes;

/** The notebook: what researchers saw and thought, in order, never changed. */
export function Notes({ view, returned }: { view: StudyView; returned: Returned | undefined }) {
  const { study, notes, may, peopleNames } = view;
  const field = fieldOf("notitie", returned);
  return (
    <Section title={words.title}>
      {notes.length === 0 ? (
        <p class="rt-empty-line">{words.empty}</p>
      ) : (
        <Timeline
          items={notes.map(({ personId, text, writtenAt }) => ({
            date: writtenAt.toISOString().slice(0, 10),
            title: peopleNames.get(personId) ?? "",
            body: <p class="rt-prewrap">{text}</p>,
          }))}
        />
      )}
      {may.ask && (
        <form method="post" action={`/onderzoeken/${study.id}/notities`} noValidate>
          <TextArea {...field("text")} label={words.text} hint={words.hint} rows={3} required maxLength={10_000} />
          <ButtonRow>
            <Button kind="secondary">{words.button}</Button>
          </ButtonRow>
        </form>
      )}
    </Section>
  );
}
