import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { ErrorSummary, Field, Hidden } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import type { Objective } from "../programme.ts";

interface Props {
  frame: Frame;
  id: string;
  version: number;
  values: { title: string; validUntil: string };
  errors: Readonly<Record<string, readonly string[] | undefined>>;
  current?: Objective;
}

export function ObjectiveFormPage({ frame, id, version, values, errors, current }: Props) {
  const list = Object.entries(errors).flatMap(([name, texts]) => (texts?.[0] ? [{ name, message: texts[0] }] : []));
  return (
    <WorkspacePage
      {...frame}
      title={messages.objectiveTitle}
      breadcrumbs={[{ href: "/programma", label: messages.title }]}
    >
      <ErrorSummary errors={list} />
      {current && (
        <Notice kind="warning">
          {messages.conflict} <strong>{current.title}</strong> ({messages.valid(current.validFrom, current.validUntil)})
        </Notice>
      )}
      <form method="post" action={`/programma/doelstellingen/${id}`} noValidate>
        <Hidden name="version" value={version} />
        <Field
          name="title"
          label={messages.labels.title}
          value={values.title}
          required
          maxLength={200}
          error={errors.title?.[0]}
        />
        <Field
          name="validUntil"
          label={messages.labels.validUntil}
          value={values.validUntil}
          inputMode="numeric"
          maxLength={4}
          error={errors.validUntil?.[0]}
        />
        <ButtonRow>
          <Button>{messages.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
