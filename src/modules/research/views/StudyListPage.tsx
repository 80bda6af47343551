import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { CheckboxGroup, ErrorSummary, Field, Hidden, TextArea } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import type { Study } from "../study.ts";
import { type Errors, StudyState } from "./parts.tsx";

const { create } = messages;

export function StudyListPage({
  frame,
  studies,
  mayKeep,
}: {
  frame: Frame;
  studies: readonly Study[];
  mayKeep: boolean;
}) {
  const button = mayKeep ? <ButtonLink href="/onderzoeken/nieuw">{create.button}</ButtonLink> : undefined;
  return (
    <WorkspacePage
      {...frame}
      title={messages.title}
      lead={messages.lead}
      actions={studies.length > 0 ? button : undefined}
    >
      {studies.length === 0 ? (
        <EmptyState
          title={messages.empty.title}
          text={messages.empty.text}
          {...(mayKeep && { action: { href: "/onderzoeken/nieuw", label: create.button } })}
        />
      ) : (
        <DataTable
          caption={messages.title}
          captionHidden
          empty={messages.empty.title}
          rows={studies}
          rowKey={({ id }) => id}
          columns={[
            {
              key: "title",
              header: create.name,
              rowHeader: true,
              cell: ({ id, title }) => (
                <a class="utrecht-link" href={`/onderzoeken/${id}`}>
                  {title}
                </a>
              ),
            },
            { key: "question", header: messages.questions.template, cell: ({ question }) => question },
            {
              key: "status",
              header: messages.deliveries.columns.status,
              cell: (study) => <StudyState study={study} />,
            },
            {
              key: "ends",
              header: messages.charter.ends,
              cell: ({ ends }) => (ends === null ? "–" : formatDate(ends)),
            },
          ]}
        />
      )}
    </WorkspacePage>
  );
}

interface FormProps {
  frame: Frame;
  values: Readonly<Record<string, string>>;
  errors: Errors;
  submissionId: string;
}

export function StudyFormPage({ frame, values, errors, submissionId }: FormProps) {
  const flat = Object.entries(errors).flatMap(([name, list]) => (list?.[0] ? [{ name, message: list[0] }] : []));
  return (
    <WorkspacePage
      {...frame}
      title={create.title}
      lead={create.lead}
      breadcrumbs={[{ href: "/onderzoeken", label: messages.title }]}
    >
      <ErrorSummary errors={flat} />
      <form method="post" action="/onderzoeken" noValidate>
        <Hidden name="submissionId" value={submissionId} />
        <Field
          name="title"
          label={create.name}
          value={values.title ?? ""}
          error={errors.title?.[0]}
          required
          maxLength={200}
        />
        <TextArea
          name="question"
          label={create.question}
          hint={create.questionHint}
          value={values.question ?? ""}
          error={errors.question?.[0]}
          rows={3}
          required
          maxLength={1000}
        />
        <CheckboxGroup
          name="isSynthetic"
          legend={messages.synthetic}
          values={values.isSynthetic ? [values.isSynthetic] : []}
          options={[{ value: "ja", label: create.synthetic }]}
        />
        <ButtonRow>
          <Button>{create.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
