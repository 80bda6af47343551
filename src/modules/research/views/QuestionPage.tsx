import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { cellText, StatisticalTable } from "../../../ui/charts/StatisticalTable.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate, formatNumber } from "../../../ui/dutch.ts";
import { ErrorSummary, Field, Hidden, RadioGroup, Select, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import { canMove, type OutputCheck, type PublishedTable, type Question } from "../question.ts";
import type { Study } from "../study.ts";
import { templateTitle } from "./CharterSummary.tsx";
import { fieldOf, flatErrors, Hash, QuestionState, type Returned, Section } from "./parts.tsx";

const words = messages.questions;

export interface QuestionProps {
  frame: Frame;
  study: Study;
  question: Question;
  /** The settings in a sentence. */
  described: string;
  table: PublishedTable | null;
  checks: readonly OutputCheck[];
  votes: number;
  /** Why this person cannot check it; null when it can; undefined for who is no checker. */
  whyNot: string | null | undefined;
  drillRule: string | null;
  names: ReadonlyMap<string, string>;
  figures: readonly { cellId: string; observationId: string }[];
  mayKeep: boolean;
  mayRetry: boolean;
  returned?: Returned;
  conflict?: string;
}

export function QuestionPage(props: QuestionProps) {
  const { frame, study, question, described, table, returned, conflict } = props;
  return (
    <WorkspacePage
      {...frame}
      title={templateTitle(question.template)}
      lead={described}
      breadcrumbs={[
        { href: "/onderzoeken", label: messages.title },
        { href: `/onderzoeken/${study.id}`, label: study.title },
      ]}
    >
      <ErrorSummary errors={flatErrors(returned)} />
      {conflict && <Notice kind="warning">{conflict}</Notice>}
      <p class="rt-badges">
        <QuestionState status={question.status} />
        {study.isSynthetic && <span class="rt-tag">{messages.synthetic}</span>}
      </p>
      <Answer sentence={words.answer[question.status]} />
      {question.withdrawnReason && <Notice kind="warning">{question.withdrawnReason}</Notice>}
      {question.problem && <Notice kind="error">{question.problem}</Notice>}
      {props.mayRetry && question.status === "failed" && (
        <form method="post" action={`/onderzoeken/${study.id}/vragen/${question.id}/opnieuw`}>
          <Button>{words.retry}</Button>
        </form>
      )}
      <p>
        <strong>{words.why}:</strong> {question.reason}
      </p>
      {question.refusals.length > 0 && (
        <Section title={words.whyRefused}>
          <ul>
            {question.refusals.map(({ rule, explanation }) => (
              <li key={`${rule}${explanation}`}>{explanation}</li>
            ))}
          </ul>
        </Section>
      )}
      {table !== null && (
        <Section title={words.table}>
          <StatisticalTable table={table} source={messages.figure.source(study.title, question.id)} />
        </Section>
      )}
      {table === null && (question.status === "inCheck" || question.status === "escalated") && <p>{words.locked}</p>}
      <FigureForm {...props} />
      <Checks {...props} />
      <Provenance question={question} />
      <Withdrawal {...props} />
    </WorkspacePage>
  );
}

function Checks({ study, question, checks, votes, whyNot, drillRule, names, returned }: QuestionProps) {
  const { check } = messages;
  if (question.tableHash === null) return null;
  const field = fieldOf("controle", returned);
  return (
    <Section title={check.title} {...(whyNot === null && { lead: check.lead })}>
      {votes < 2 && <p>{check.waiting(votes)}</p>}
      {checks.length > 0 && (
        <ul>
          {checks.map(({ personId, partnerId, verdict, remark }) => (
            <li key={personId}>
              {names.get(partnerId)}: <strong>{check.verdictOf[verdict]}</strong>
              {remark && `. ${remark}`}
            </li>
          ))}
        </ul>
      )}
      {drillRule && (
        <Notice kind="info">
          <strong>{check.drill}.</strong> {check.drillLead} {drillRule}
        </Notice>
      )}
      {typeof whyNot === "string" && canMove("release", question.status) && <p>{whyNot}</p>}
      {whyNot === null && (
        <form method="post" action={`/onderzoeken/${study.id}/vragen/${question.id}/controle`} noValidate>
          <Hidden name="tableHash" value={question.tableHash} />
          <RadioGroup
            name="controle-verdict"
            legend={check.verdict}
            value={field("verdict").value}
            error={field("verdict").error}
            required
            options={(["approve", "reject"] as const).map((value) => ({ value, label: check[value] }))}
          />
          <TextArea {...field("remark")} label={check.remark} rows={2} maxLength={1000} />
          <ButtonRow>
            <Button>{check.button}</Button>
          </ButtonRow>
        </form>
      )}
    </Section>
  );
}

function Provenance({ question }: { question: Question }) {
  const { facts } = words;
  const { computation, evidence } = question;
  return (
    <Section title={words.provenance}>
      <DescriptionList
        items={[
          {
            term: facts.template,
            description: `${templateTitle(question.template)}, ${messages.charter.version(question.templateVersion).toLowerCase()}`,
          },
          { term: facts.asked, description: formatDate(question.askedOn) },
          { term: facts.released, description: question.releasedOn && formatDate(question.releasedOn) },
          {
            term: facts.engines,
            description: computation && `${computation.engines.join(" + ")}; ${words.agreed}`,
          },
          {
            term: facts.isolation,
            description:
              computation && (computation.isolation === "none" ? words.isolation.none : words.isolation.namespaces),
          },
          {
            term: facts.evidence,
            description:
              evidence &&
              `${words.evidence(
                formatNumber(evidence.quantities),
                formatNumber(evidence.intruders),
                formatNumber(evidence.earlierReleases),
              )}; ${words.cells(formatNumber(evidence.shown), formatNumber(evidence.suppressed))}`,
          },
        ]}
      />
      <details class="rt-codes">
        <summary>{words.hashes}</summary>
        <p>{words.hashesLead}</p>
        <DescriptionList
          items={[
            { term: facts.table, description: question.tableHash && <Hash value={question.tableHash} /> },
            { term: facts.sql, description: question.sqlHash && <Hash value={question.sqlHash} /> },
            { term: facts.snapshot, description: question.snapshotHash && <Hash value={question.snapshotHash} /> },
            { term: facts.profile, description: question.profileHash && <Hash value={question.profileHash} /> },
            { term: facts.charter, description: question.charterHash && <Hash value={question.charterHash} /> },
          ]}
        />
      </details>
    </Section>
  );
}

function FigureForm({ study, question, table, figures, mayKeep, returned }: QuestionProps) {
  const { figure } = messages;
  const field = fieldOf("cijfer", returned);
  const usable = (table?.cells ?? []).filter(
    ({ id, value }) => value !== null && !figures.some(({ cellId }) => cellId === id),
  );
  if (!mayKeep || question.status !== "released" || usable.length === 0)
    return figures.length === 0 ? null : <p>{figure.made(figures.length)}</p>;
  return (
    <Section title={figure.title} lead={figure.lead}>
      {figures.length > 0 && <p>{figure.made(figures.length)}</p>}
      <form method="post" action={`/onderzoeken/${study.id}/vragen/${question.id}/cijfer`} noValidate>
        <Select
          {...field("cellId")}
          label={figure.cell}
          required
          emptyLabel="–"
          options={usable.map((cell) => ({
            value: cell.id,
            label: `${cell.row}, ${cell.column}: ${cellText(cell)}`,
          }))}
        />
        <Field {...field("indicator", table?.title ?? "")} label={figure.indicator} required maxLength={200} />
        <Field {...field("period")} label={figure.period} hint={figure.periodHint} required maxLength={80} />
        <ButtonRow>
          <Button>{figure.button}</Button>
        </ButtonRow>
      </form>
    </Section>
  );
}

function Withdrawal({ study, question, mayKeep, returned }: QuestionProps) {
  const field = fieldOf("intrekken", returned);
  if (!mayKeep || question.status !== "released") return null;
  return (
    <details class="rt-card" open={returned?.form === "intrekken"}>
      <summary>{words.withdraw}</summary>
      <form method="post" action={`/onderzoeken/${study.id}/vragen/${question.id}/intrekken`} noValidate>
        <TextArea {...field("reason")} label={words.withdrawReason} rows={2} required maxLength={1000} />
        <ButtonRow>
          <Button kind="danger">{words.withdraw}</Button>
        </ButtonRow>
      </form>
    </details>
  );
}
