import type { ComponentChildren } from "preact";
import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonLink, ButtonRow } from "../../../ui/Button.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { ErrorSummary, Field, Hidden, RadioGroup, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { PlainPage, WorkspacePage } from "../../../ui/Page.tsx";
import { STATUS_WORDS, StatusBadge, StatusIcon } from "../../../ui/Status.tsx";
import type { Action } from "../../plans/index.ts";
import { messages } from "../messages.nl.ts";
import { type ProgressUpdate, REPORTED_STATUSES, type ReportingRound, SHARES } from "../round.ts";

const words = messages.report;

/** The same pages serve a mailed link (no menu) and somebody who signed in. `base` is the address they live under. */
export interface ReportFrame {
  readonly base: string;
  readonly frame: Frame | null;
  readonly notice?: string;
}

function Shell({
  where,
  title,
  lead,
  children,
}: {
  where: ReportFrame;
  title: string;
  lead?: string;
  children: ComponentChildren;
}) {
  const notice = where.notice === undefined ? {} : { notice: { kind: "ok" as const, text: where.notice } };
  if (where.frame === null) {
    return (
      <PlainPage title={title} {...(lead !== undefined && { lead })} {...notice}>
        {children}
      </PlainPage>
    );
  }
  return (
    <WorkspacePage {...where.frame} title={title} {...(lead !== undefined && { lead })} {...notice}>
      {children}
    </WorkspacePage>
  );
}

export interface ReportItem {
  readonly action: Action;
  readonly answered: boolean;
}

export function ReportListPage({
  where,
  round,
  items,
  contact,
  open,
}: {
  where: ReportFrame;
  round: ReportingRound | null;
  items: readonly ReportItem[];
  contact: string;
  open: boolean;
}) {
  const done = items.filter(({ answered }) => answered).length;
  const next = items.find(({ answered }) => !answered);
  if (round === null || items.length === 0) {
    return (
      <Shell where={where} title={words.title}>
        <p>{words.nothing}</p>
      </Shell>
    );
  }
  return (
    <Shell where={where} title={words.title} lead={round.title}>
      <p>{contact}</p>
      {!open && <Notice kind="warning">{words.closed}</Notice>}
      {open && <p>{done === items.length ? words.allDone : words.progress(done, items.length)}</p>}
      {open && next && (
        <ButtonLink href={`${where.base}/${next.action.id}`}>{`${words.send}: ${next.action.title}`}</ButtonLink>
      )}
      <ul class="rt-report-list">
        {items.map(({ action, answered }) => (
          <li key={action.id}>
            {open ? (
              <a class="utrecht-link" href={`${where.base}/${action.id}`}>
                {action.title}
              </a>
            ) : (
              action.title
            )}{" "}
            – {answered ? words.reported : words.notYet}
          </li>
        ))}
      </ul>
    </Shell>
  );
}

interface FormProps {
  where: ReportFrame;
  action: Action;
  previous: ProgressUpdate | null;
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, readonly string[] | undefined>>;
  submissionId: string;
}

export function ReportFormPage({ where, action, previous, values, errors, submissionId }: FormProps) {
  const { labels, hints } = messages;
  const field = (name: string) => ({ name, value: values[name] ?? "", error: errors[name]?.[0] });
  const list = Object.entries(errors).flatMap(([name, texts]) => (texts?.[0] ? [{ name, message: texts[0] }] : []));
  return (
    <Shell where={where} title={action.title} lead={action.description}>
      <p>
        <a class="utrecht-link" href={where.base}>
          {words.back}
        </a>
      </p>
      <ErrorSummary errors={list} />
      <Previous action={action} previous={previous} />
      <form method="post" action={`${where.base}/${action.id}`} noValidate>
        <Hidden name="submissionId" value={submissionId} />
        <RadioGroup
          {...field("status")}
          legend={labels.status}
          required
          options={REPORTED_STATUSES.map((value) => ({
            value,
            label: STATUS_WORDS[value],
            icon: <StatusIcon status={value} />,
          }))}
        />
        <TextArea
          {...field("sentence")}
          label={labels.sentence}
          hint={hints.sentence}
          rows={3}
          required
          maxLength={280}
        />
        {action.marking === "CLEAR" ? (
          <RadioGroup
            {...field("share")}
            legend={labels.share}
            required
            options={SHARES.map((value) => ({ value, label: messages.shares[value] }))}
          />
        ) : (
          <Hidden name="share" value="partners" />
        )}
        <details open={Boolean(values.newDueOn || values.reason || errors.reason || errors.newDueOn)}>
          <summary>{labels.newDueOn}</summary>
          <Field {...field("newDueOn")} type="date" label={labels.newDueOn} hint={hints.newDueOn} />
          <TextArea {...field("reason")} label={labels.reason} rows={2} maxLength={500} />
        </details>
        <ButtonRow>
          <Button>{words.send}</Button>
        </ButtonRow>
      </form>
    </Shell>
  );
}

function Previous({ action, previous }: { action: Action; previous: ProgressUpdate | null }) {
  if (previous !== null) {
    return (
      <section class="rt-answer">
        <div>
          <p>
            {words.previous}, {formatDate(previous.submittedOn)}: <StatusBadge status={previous.status} />
          </p>
          <p class="rt-answer-sentence">{previous.sentence}</p>
        </div>
      </section>
    );
  }
  return (
    <p class="rt-muted">{action.statusWords ? `${words.sourceSaid}: ${action.statusWords}.` : words.noPrevious}</p>
  );
}

export function LinkProblemPage({ kind }: { kind: "unknown" | "expired" }) {
  return (
    <PlainPage title={kind === "unknown" ? words.linkUnknownTitle : words.linkExpiredTitle}>
      <p class="rt-lead">{kind === "unknown" ? words.linkUnknown : words.linkExpired}</p>
      <ButtonLink href="/inloggen">{words.signIn}</ButtonLink>
    </PlainPage>
  );
}
