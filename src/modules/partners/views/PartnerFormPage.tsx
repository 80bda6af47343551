import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { ErrorSummary, Field, Hidden, RadioGroup, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import { PARTNER_KINDS, type Partner } from "../partner.ts";

export type FormErrors = Readonly<Record<string, readonly string[] | undefined>>;

interface Props {
  frame: Frame;
  title: string;
  action: string;
  values: Readonly<Record<string, string>>;
  errors: FormErrors;
  hidden: Readonly<Record<string, string>>;
  /** The partner as somebody else just saved it: shown beside what was typed. */
  current?: Partner;
}

const flat = (errors: FormErrors) =>
  Object.entries(errors).flatMap(([name, list]) => (list?.[0] ? [{ name, message: list[0] }] : []));

export function PartnerFormPage({ frame, title, action, values, errors, hidden, current }: Props) {
  const field = (name: "name" | "shortName" | "category" | "since") => ({
    name,
    label: messages.labels[name],
    value: values[name] ?? "",
    error: errors[name]?.[0],
  });
  return (
    <WorkspacePage {...frame} title={title} breadcrumbs={[{ href: "/partners", label: messages.title }]}>
      <ErrorSummary errors={flat(errors)} />
      {current && (
        <Notice kind="warning">
          <p>{messages.conflict}</p>
          <p>
            <strong>{messages.current}:</strong>{" "}
            {[
              current.name,
              current.shortName,
              messages.kind[current.kind],
              current.category,
              current.role,
              current.since,
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </Notice>
      )}
      <form method="post" action={action} noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <Hidden key={name} name={name} value={value} />
        ))}
        <Field {...field("name")} required maxLength={200} />
        <Field {...field("shortName")} required maxLength={60} />
        <RadioGroup
          name="kind"
          legend={messages.labels.kind}
          value={values.kind ?? ""}
          error={errors.kind?.[0]}
          required
          options={PARTNER_KINDS.map((kind) => ({ value: kind, label: messages.kind[kind] }))}
        />
        <Field {...field("category")} hint={messages.categoryHint} maxLength={100} />
        <TextArea
          name="role"
          label={messages.labels.role}
          value={values.role ?? ""}
          rows={2}
          error={errors.role?.[0]}
        />
        <Field {...field("since")} maxLength={40} />
        <ButtonRow>
          <Button>{messages.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
