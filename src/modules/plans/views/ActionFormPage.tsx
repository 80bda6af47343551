import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { CheckboxGroup, ErrorSummary, Field, Hidden, Select, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import type { Action } from "../action.ts";
import { messages } from "../messages.nl.ts";

const { labels } = messages;

export interface ActionFormProps {
  frame: Frame;
  title: string;
  action: string;
  back: readonly { href: string; label: string }[];
  values: {
    title: string;
    description: string;
    objectiveId: string;
    leadPartnerId: string;
    dueOn: string;
    partnerIds: readonly string[];
  };
  errors: Readonly<Record<string, readonly string[] | undefined>>;
  hidden: Readonly<Record<string, string>>;
  objectives: readonly { id: string; title: string }[];
  partners: readonly { id: string; name: string }[];
  /** How it was just saved by somebody else. */
  current?: Action;
}

export function ActionFormPage({
  frame,
  title,
  action,
  back,
  values,
  errors,
  hidden,
  objectives,
  partners,
  current,
}: ActionFormProps) {
  const list = Object.entries(errors).flatMap(([name, texts]) => (texts?.[0] ? [{ name, message: texts[0] }] : []));
  const options = partners.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <WorkspacePage {...frame} title={title} breadcrumbs={back}>
      <ErrorSummary errors={list} />
      {current && (
        <Notice kind="warning">
          <p>{messages.conflict}</p>
          <p>
            <strong>{messages.current}:</strong> {current.title}
          </p>
          <p class="rt-pre">{current.description}</p>
        </Notice>
      )}
      <form method="post" action={action} noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <Hidden key={name} name={name} value={value} />
        ))}
        <Field
          name="title"
          label={labels.title}
          value={values.title}
          required
          maxLength={200}
          error={errors.title?.[0]}
        />
        <TextArea
          name="description"
          label={labels.description}
          value={values.description}
          rows={5}
          maxLength={4000}
          error={errors.description?.[0]}
        />
        <Select
          name="objectiveId"
          label={labels.objective}
          value={values.objectiveId}
          emptyLabel={messages.plan.noObjective}
          options={objectives.map(({ id, title: label }) => ({ value: id, label }))}
        />
        <Select
          name="leadPartnerId"
          label={labels.lead}
          value={values.leadPartnerId}
          emptyLabel={messages.noLead}
          options={options}
        />
        <Field name="dueOn" label={labels.due} type="date" value={values.dueOn} error={errors.dueOn?.[0]} />
        <CheckboxGroup
          name="partnerIds"
          legend={labels.partners}
          values={values.partnerIds}
          options={options}
          error={errors.partnerIds?.[0]}
        />
        <ButtonRow>
          <Button>{messages.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
