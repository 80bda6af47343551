import type { TemplateInfo } from "../../../engine/index.ts";
import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { ErrorSummary, Field, Hidden, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import { parameterText } from "../parameters.ts";
import type { Study } from "../study.ts";
import { fieldOf, flatErrors, type Returned } from "./parts.tsx";

const words = messages.questions;
const trail = (study: Study) => [
  { href: "/onderzoeken", label: messages.title },
  { href: `/onderzoeken/${study.id}`, label: study.title },
];

interface Offer {
  readonly template: TemplateInfo;
  readonly used: number;
}

interface ChooseProps {
  frame: Frame;
  study: Study;
  offers: readonly Offer[];
  /** Releases that one question has on one state of the data. */
  budget: number;
  hasData: boolean;
}

/** First choose what to ask: only what the charter lists, each with what is left of its budget. */
export function ChooseQuestionPage({ frame, study, offers, budget, hasData }: ChooseProps) {
  return (
    <WorkspacePage {...frame} title={words.ask} lead={words.lead} breadcrumbs={trail(study)}>
      {!hasData && <Notice kind="info">{words.noData}</Notice>}
      <CardGrid>
        {offers.map(({ template, used }) => (
          <Card key={template.name} title={template.title} footer={words.budget(used, budget)}>
            <p>{template.description}</p>
            {hasData && (
              <ButtonLink href={`/onderzoeken/${study.id}/vragen/nieuw?vraag=${template.name}`} kind="secondary">
                {words.choose}
                <span class="rt-visually-hidden">: {template.title}</span>
              </ButtonLink>
            )}
          </Card>
        ))}
      </CardGrid>
    </WorkspacePage>
  );
}

interface FormProps {
  frame: Frame;
  study: Study;
  template: TemplateInfo;
  submissionId: string;
  returned?: Returned;
}

export function QuestionFormPage({ frame, study, template, submissionId, returned }: FormProps) {
  const field = fieldOf("vraag", returned);
  return (
    <WorkspacePage {...frame} title={template.title} lead={template.description} breadcrumbs={trail(study)}>
      <ErrorSummary errors={flatErrors(returned)} />
      <form method="post" action={`/onderzoeken/${study.id}/vragen`} noValidate>
        <Hidden name="submissionId" value={submissionId} />
        <Hidden name="template" value={template.name} />
        {template.fields.map(({ name, label, help }) => (
          <Field
            key={name}
            {...field(name, parameterText(template.defaults[name]))}
            label={label}
            hint={help}
            required
            maxLength={200}
          />
        ))}
        <TextArea
          {...field("reason")}
          label={words.reason}
          hint={words.reasonHint}
          rows={3}
          required
          maxLength={1000}
        />
        <ButtonRow>
          <Button>{words.button}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
