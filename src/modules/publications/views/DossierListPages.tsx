import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { ErrorSummary, Field, Hidden, Select } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import type { Dossier } from "../dossier.ts";
import { messages } from "../messages.nl.ts";
import { dossiersTrail } from "./trail.ts";

interface ListProps {
  frame: Frame;
  dossiers: readonly Dossier[];
  mayWrite: boolean;
}

export function DossierListPage({ frame, dossiers, mayWrite }: ListProps) {
  return (
    <WorkspacePage
      {...frame}
      title={messages.title}
      lead={messages.lead}
      actions={mayWrite && <ButtonLink href="/dossiers/nieuw">{messages.create.button}</ButtonLink>}
    >
      {dossiers.length === 0 && <p>{messages.empty}</p>}
      <CardGrid>
        {dossiers.map(({ id, title, referenceDate, status }) => (
          <Card key={id} title={title} href={`/dossiers/${id}`} footer={messages.status[status]}>
            <p>
              {messages.referenceDate}: {formatDate(referenceDate)}
            </p>
          </Card>
        ))}
      </CardGrid>
    </WorkspacePage>
  );
}

interface NewProps {
  frame: Frame;
  id: string;
  plans: readonly { year: number; title: string }[];
  values: Readonly<Record<"title" | "referenceDate" | "year", string>>;
  errors: readonly { name: string; message: string }[];
}

export function NewDossierPage({ frame, id, plans, values, errors }: NewProps) {
  const words = messages.create;
  const errorOf = (name: string) => errors.find((error) => error.name === name)?.message;
  return (
    <WorkspacePage {...frame} title={words.title} lead={words.lead} breadcrumbs={dossiersTrail}>
      <ErrorSummary errors={errors} />
      <form method="post" action="/dossiers" noValidate>
        <Hidden name="id" value={id} />
        <Field name="title" label={words.name} value={values.title} maxLength={200} required error={errorOf("title")} />
        <Field
          name="referenceDate"
          type="date"
          label={words.referenceDate}
          hint={words.referenceDateHint}
          value={values.referenceDate}
          required
          error={errorOf("referenceDate")}
        />
        <Select
          name="year"
          label={words.plan}
          value={values.year}
          options={plans.map(({ year, title }) => ({ value: String(year), label: title }))}
          required
          error={errorOf("year")}
        />
        <ButtonRow>
          <Button>{words.save}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}
