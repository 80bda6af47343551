import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatList } from "../../../ui/dutch.ts";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { SourceList } from "../../../ui/SourceList.tsx";
import { Timeline } from "../../../ui/Timeline.tsx";
import { messages } from "../messages.nl.ts";
import type { FraudType, Objective, Obstacle, Programme, ProgrammeEvent, ReferencePublication } from "../programme.ts";

interface Props {
  frame: Frame;
  programme: Programme | null;
  objectives: readonly Objective[];
  fraudTypes: readonly FraudType[];
  events: readonly ProgrammeEvent[];
  obstacles: readonly Obstacle[];
  publications: readonly ReferencePublication[];
  mayEdit: boolean;
}

export function ProgrammePage({ frame, programme, ...rest }: Props) {
  if (programme === null) {
    return (
      <WorkspacePage {...frame} title={messages.title}>
        <p>{messages.empty}</p>
      </WorkspacePage>
    );
  }
  return (
    <WorkspacePage {...frame} title={programme.name}>
      <Answer sentence={programme.goal} />
      <Facts programme={programme} />
      <ObjectiveCards objectives={rest.objectives} mayEdit={rest.mayEdit} />
      <FraudTypeTable fraudTypes={rest.fraudTypes} />
      <h2 class="utrecht-heading-2">{messages.timeline}</h2>
      <Timeline items={rest.events.map(({ dateText, title }) => ({ date: dateText, title }))} />
      <h2 class="utrecht-heading-2">{messages.obstacles}</h2>
      <ul>
        {rest.obstacles.map(({ theme, text }) => (
          <li key={text}>
            <strong>{theme}:</strong> {text}
          </li>
        ))}
      </ul>
      <h2 class="utrecht-heading-2">{messages.publications}</h2>
      <ul>
        {rest.publications.map(({ title, publisher, year }) => (
          <li key={`${title}${publisher}`}>
            {title} ({[publisher, year].filter(Boolean).join(", ")})
          </li>
        ))}
      </ul>
      <SourceList sources={programme.sources} />
    </WorkspacePage>
  );
}

function Facts({ programme }: { programme: Programme }) {
  const { labels } = messages;
  return (
    <>
      <DescriptionList
        items={[
          { term: labels.lead, description: programme.leadMinistry },
          { term: labels.unit, description: programme.leadUnit },
          { term: labels.coMinistries, description: formatList(programme.coMinistries) },
          { term: labels.started, description: programme.started },
          { term: labels.space, description: programme.collaborationSpace },
          { term: labels.funding, description: programme.funding },
          { term: labels.evaluation, description: programme.evaluation },
          { term: labels.instruments, description: formatList(programme.policyInstruments) },
        ]}
      />
      <h2 class="utrecht-heading-2">{messages.steering}</h2>
      <DescriptionList
        items={programme.steeringLevels.map(({ level, task }) => ({ term: level, description: task }))}
      />
    </>
  );
}

function ObjectiveCards({ objectives, mayEdit }: Pick<Props, "objectives" | "mayEdit">) {
  return (
    <>
      <h2 class="utrecht-heading-2">{messages.objectives}</h2>
      <CardGrid>
        {objectives.map(({ id, orderNo, title, validFrom, validUntil }) => (
          <Card key={id} level={3} title={`${orderNo}. ${title}`} footer={messages.valid(validFrom, validUntil)}>
            {mayEdit && (
              <p>
                <a class="utrecht-link" href={`/programma/doelstellingen/${id}`}>
                  {messages.editObjective} <span class="rt-visually-hidden">{title}</span>
                </a>
              </p>
            )}
          </Card>
        ))}
      </CardGrid>
    </>
  );
}

function FraudTypeTable({ fraudTypes }: Pick<Props, "fraudTypes">) {
  return (
    <>
      <h2 class="utrecht-heading-2">{messages.fraudTypes}</h2>
      <DataTable
        caption={messages.fraudTypes}
        captionHidden
        rows={fraudTypes}
        rowKey={({ id }) => id}
        empty=""
        columns={[
          { key: "title", header: messages.form, rowHeader: true, cell: ({ title }) => title },
          {
            key: "focus",
            header: messages.focus,
            cell: ({ focus, focusSince }) => (focus && focusSince ? messages.focusSince(focusSince) : ""),
          },
          { key: "aliases", header: messages.aliases, cell: ({ aliases }) => formatList(aliases) },
          { key: "note", header: messages.note, cell: ({ note }) => note },
        ]}
      />
    </>
  );
}
