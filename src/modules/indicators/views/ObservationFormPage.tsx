import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { CheckboxGroup, ErrorSummary, Field, Hidden, RadioGroup, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";

type Errors = Readonly<Record<string, readonly string[] | undefined>>;

interface Props {
  frame: Frame;
  /** "new" asks for everything, "correction" for the value and the reason. */
  mode: "new" | "correction";
  indicator: { id: string; name: string; unit: string };
  action: string;
  values: Readonly<Record<string, string>>;
  errors: Errors;
  hidden: Readonly<Record<string, string>>;
  conflict?: string;
}

const listOf = (errors: Errors) =>
  Object.entries(errors).flatMap(([name, texts]) => (texts?.[0] ? [{ name, message: texts[0] }] : []));

export function ObservationFormPage({ frame, mode, indicator, action, values, errors, hidden, conflict }: Props) {
  const { labels, hints } = messages;
  const value = (name: string) => ({ name, value: values[name] ?? "", error: errors[name]?.[0] });
  return (
    <WorkspacePage
      {...frame}
      title={mode === "new" ? messages.add : `${messages.correct}: ${values.period ?? ""}`}
      lead={indicator.name}
      breadcrumbs={[
        { href: "/cijfers", label: messages.title },
        { href: `/cijfers/${indicator.id}`, label: indicator.name },
      ]}
    >
      <ErrorSummary errors={listOf(errors)} />
      {conflict && <Notice kind="warning">{conflict}</Notice>}
      <form method="post" action={action} noValidate>
        {Object.entries(hidden).map(([name, text]) => (
          <Hidden key={name} name={name} value={text} />
        ))}
        {mode === "new" && (
          <Field {...value("period")} label={labels.period} hint={hints.period} required maxLength={80} />
        )}
        <Field
          {...value("value")}
          label={`${labels.value} (${indicator.unit})`}
          hint={hints.value}
          required
          inputMode="decimal"
          maxLength={30}
        />
        <CheckboxGroup
          name="approximate"
          legend={labels.status}
          values={values.approximate === "ja" ? ["ja"] : []}
          options={[{ value: "ja", label: labels.approximate }]}
        />
        <TextArea {...value("note")} label={labels.note} rows={2} maxLength={500} />
        {mode === "new" ? (
          <>
            <Field {...value("source")} label={labels.source} hint={hints.source} required maxLength={500} />
            <RadioGroup
              {...value("marking")}
              legend={labels.marking}
              required
              options={[
                { value: "CLEAR", label: messages.marking.CLEAR },
                { value: "GREEN", label: messages.marking.GREEN },
              ]}
            />
          </>
        ) : (
          <TextArea {...value("reason")} label={labels.reason} rows={2} required maxLength={500} />
        )}
        <ButtonRow>
          <Button>{messages.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
