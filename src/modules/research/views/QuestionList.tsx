import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { templateTitle } from "./CharterSummary.tsx";
import { QuestionState, Section } from "./parts.tsx";

const words = messages.questions;

export function QuestionList({ view, isOpen }: { view: StudyView; isOpen: boolean }) {
  const { study, questions, may, drills } = view;
  const at = `/onderzoeken/${study.id}`;
  return (
    <Section title={words.title}>
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={questions}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "template",
            header: words.template,
            rowHeader: true,
            cell: ({ id, template }) => (
              <a class="utrecht-link" href={`${at}/vragen/${id}`}>
                {templateTitle(template)}
              </a>
            ),
          },
          { key: "reason", header: words.why, cell: ({ reason }) => reason },
          { key: "asked", header: words.facts.asked, cell: ({ askedOn }) => formatDate(askedOn) },
          {
            key: "status",
            header: messages.deliveries.columns.status,
            cell: ({ status }) => <QuestionState status={status} />,
          },
        ]}
      />
      {may.keep && isOpen && (
        <ButtonRow>
          <form method="post" action={`${at}/oefening`}>
            <Button kind="secondary">{messages.check.drillStart}</Button>
          </form>
        </ButtonRow>
      )}
      {may.keep && drills.all > 0 && <p>{messages.check.drillScore(drills.found, drills.all)}</p>}
    </Section>
  );
}
