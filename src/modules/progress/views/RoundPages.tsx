import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { daysBetween, formatDate, relativeDays } from "../../../ui/dutch.ts";
import { ErrorSummary, Field, Hidden, Select } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import type { PartnerProgress } from "../queries.ts";
import { canApply, type ReportingRound } from "../round.ts";

const words = messages.rounds;

/** The example round says in its name that it is invented; another title must not hide it. */
const stateOf = ({ title, status, isExample }: ReportingRound): string =>
  isExample && title !== words.example ? `${words.status[status]} · ${words.example}` : words.status[status];

export function RoundListPage({
  frame,
  rounds,
  mayRun,
}: {
  frame: Frame;
  rounds: readonly ReportingRound[];
  mayRun: boolean;
}) {
  return (
    <WorkspacePage
      {...frame}
      title={words.title}
      lead={words.lead}
      actions={mayRun && <ButtonLink href="/rondes/nieuw">{words.add}</ButtonLink>}
    >
      {rounds.length === 0 && <p>{words.empty}</p>}
      <CardGrid>
        {rounds.map((round) => (
          <Card key={round.id} title={round.title} href={`/rondes/${round.id}`} footer={stateOf(round)}>
            <p>
              {formatDate(round.opensOn)} – {formatDate(round.closesOn)}
            </p>
          </Card>
        ))}
      </CardGrid>
    </WorkspacePage>
  );
}

interface FormProps {
  frame: Frame;
  plans: readonly { id: string; title: string }[];
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, readonly string[] | undefined>>;
  submissionId: string;
}

export function RoundFormPage({ frame, plans, values, errors, submissionId }: FormProps) {
  const { labels, hints } = messages;
  const field = (name: string) => ({ name, value: values[name] ?? "", error: errors[name]?.[0], required: true });
  const list = Object.entries(errors).flatMap(([name, texts]) => (texts?.[0] ? [{ name, message: texts[0] }] : []));
  return (
    <WorkspacePage {...frame} title={words.add} breadcrumbs={[{ href: "/rondes", label: words.title }]}>
      <ErrorSummary errors={list} />
      <form method="post" action="/rondes" noValidate>
        <Hidden name="submissionId" value={submissionId} />
        <Field {...field("title")} label={labels.title} hint={hints.title} maxLength={200} />
        <Select
          {...field("planId")}
          label={labels.plan}
          options={plans.map(({ id, title }) => ({ value: id, label: title }))}
        />
        <Field {...field("opensOn")} type="date" label={labels.opensOn} />
        <Field {...field("closesOn")} type="date" label={labels.closesOn} />
        <ButtonRow>
          <Button>{words.add}</Button>
        </ButtonRow>
      </form>
    </WorkspacePage>
  );
}

interface RoundProps {
  frame: Frame;
  round: ReportingRound;
  today: string;
  partners: readonly (PartnerProgress & { name: string })[];
  mayRun: boolean;
  error?: string;
}

export function RoundPage({ frame, round, today, partners, mayRun, error }: RoundProps) {
  const total = partners.reduce((sum, one) => sum + one.total, 0);
  const answered = partners.reduce((sum, one) => sum + one.answered, 0);
  return (
    <WorkspacePage
      {...frame}
      title={round.title}
      lead={stateOf(round)}
      breadcrumbs={[{ href: "/rondes", label: words.title }]}
    >
      {error && <Notice kind="error">{error}</Notice>}
      {round.status === "draft" ? (
        <Answer sentence={words.draftAnswer} />
      ) : (
        <Answer
          figure={`${answered}/${total}`}
          sentence={`${words.answer(answered, total)} ${messages.dashboard.closes(formatDate(round.closesOn), relativeDays(daysBetween(today, round.closesOn)))}`}
        />
      )}
      {mayRun && <RoundButtons round={round} allDone={answered === total} />}
      {partners.length > 0 && (
        <DataTable
          caption={words.waiting}
          captionHidden
          rows={partners}
          rowKey={({ partnerId }) => partnerId}
          empty=""
          columns={[
            {
              key: "partner",
              header: words.partner,
              rowHeader: true,
              cell: ({ partnerId, name }) => (
                <a class="utrecht-link" href={`/partners/${partnerId}`}>
                  {name}
                </a>
              ),
            },
            { key: "reported", header: words.reported, numeric: true, cell: (one) => `${one.answered} / ${one.total}` },
          ]}
        />
      )}
    </WorkspacePage>
  );
}

function RoundButtons({ round, allDone }: { round: ReportingRound; allDone: boolean }) {
  return (
    <ButtonRow>
      {canApply("open", round.status) && (
        <form method="post" action={`/rondes/${round.id}/openen`}>
          <Button>{words.open}</Button>
        </form>
      )}
      {round.status === "open" && !allDone && (
        <form method="post" action={`/rondes/${round.id}/herinneren`}>
          <Button>{words.remind}</Button>
        </form>
      )}
      {canApply("close", round.status) && (
        <form method="post" action={`/rondes/${round.id}/sluiten`}>
          <Button kind="secondary">{words.close}</Button>
        </form>
      )}
    </ButtonRow>
  );
}
