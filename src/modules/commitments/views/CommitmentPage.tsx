import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate, formatPeriod } from "../../../ui/dutch.ts";
import { ErrorSummary, Field, Hidden, Select, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { SourceList } from "../../../ui/SourceList.tsx";
import { Timeline } from "../../../ui/Timeline.tsx";
import { type Commitment, canApply, TRANSITION_NAMES, type Transition } from "../commitment.ts";
import { messages } from "../messages.nl.ts";
import { citation, type ParliamentaryPaper } from "../paper.ts";
import type { CommitmentChange } from "../queries.ts";
import { CommitmentState } from "./CommitmentState.tsx";

type Errors = Readonly<Record<string, readonly string[] | undefined>>;

export interface StepForm {
  readonly transition: Transition;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Errors;
  readonly conflict?: string;
}

interface Props {
  frame: Frame;
  commitment: Commitment;
  papers: readonly ParliamentaryPaper[];
  history: readonly CommitmentChange[];
  today: string;
  mayKeep: boolean;
  /** A step that came back with mistakes. */
  form?: StepForm;
}

export function CommitmentPage({ frame, commitment, papers, history, today, mayKeep, form }: Props) {
  const steps = mayKeep ? TRANSITION_NAMES.filter((transition) => canApply(transition, commitment.status)) : [];
  const errors = Object.entries(form?.errors ?? {}).flatMap(([name, texts]) =>
    texts?.[0] ? [{ name: `${form?.transition}-${name}`, message: texts[0] }] : [],
  );
  return (
    <WorkspacePage {...frame} title={commitment.text} breadcrumbs={[{ href: "/toezeggingen", label: messages.title }]}>
      <ErrorSummary errors={errors} />
      {form?.conflict && <Notice kind="warning">{form.conflict}</Notice>}
      <p>
        <CommitmentState commitment={commitment} today={today} />
      </p>
      <Facts commitment={commitment} papers={papers} />
      <h2 class="utrecht-heading-2">{messages.labels.history}</h2>
      <Timeline items={timelineOf(commitment, history)} />
      {steps.length > 0 && <h2 class="utrecht-heading-2">{messages.labels.nextStep}</h2>}
      {steps.map((transition) => (
        <Step
          key={transition}
          commitment={commitment}
          papers={papers}
          transition={transition}
          form={form?.transition === transition ? form : undefined}
        />
      ))}
      <SourceList sources={commitment.sources} />
    </WorkspacePage>
  );
}

function PaperLink({ paperKey, papers }: { paperKey: string; papers: readonly ParliamentaryPaper[] }) {
  const paper = papers.find(({ key }) => key === paperKey);
  if (paper === undefined) return <>{paperKey}</>;
  return (
    <a class="utrecht-link" href={`/kamerstukken/${paper.id}`}>
      {citation(paper)}: {paper.title}
    </a>
  );
}

function Facts({ commitment, papers }: Pick<Props, "commitment" | "papers">) {
  const { labels } = messages;
  const { paperKey, settledByPaperKey } = commitment;
  return (
    <DescriptionList
      items={[
        { term: labels.kind, description: messages.kind[commitment.kind] },
        { term: labels.madeBy, description: commitment.madeBy },
        { term: labels.madeOn, description: commitment.madeOnText && formatPeriod(commitment.madeOnText) },
        { term: labels.inDocument, description: commitment.inDocument },
        { term: labels.paper, description: paperKey && <PaperLink paperKey={paperKey} papers={papers} /> },
        { term: labels.dueOn, description: commitment.dueOn && formatDate(commitment.dueOn) },
        {
          term: labels.settledBy,
          description: settledByPaperKey ? (
            <PaperLink paperKey={settledByPaperKey} papers={papers} />
          ) : (
            commitment.settledByText
          ),
        },
        { term: labels.paragraph, description: commitment.settledParagraph },
        { term: labels.note, description: commitment.note },
        { term: labels.scope, description: messages.scope[commitment.scope] },
      ]}
    />
  );
}

function timelineOf(commitment: Commitment, history: readonly CommitmentChange[]) {
  const { labels, transitions } = messages;
  const steps: Readonly<Record<string, string>> = transitions;
  return [
    ...(commitment.madeOnText
      ? [
          {
            date: commitment.madeOnText,
            title: `${messages.made}: ${messages.kind[commitment.kind].toLowerCase()}`,
            body: <p>{commitment.madeBy}</p>,
          },
        ]
      : []),
    ...(commitment.settledOn
      ? [
          {
            date: commitment.settledOn,
            title: `${labels.settledBy} ${commitment.settledByText ?? commitment.settledByPaperKey ?? ""}`,
          },
        ]
      : []),
    ...history.map(({ changedOn, verb, text }) => ({
      date: changedOn,
      title: steps[verb] ?? verb,
      body: <p>{text}</p>,
    })),
  ].sort((a, b) => (a.date < b.date ? -1 : 1));
}

interface StepProps {
  commitment: Commitment;
  papers: readonly ParliamentaryPaper[];
  transition: Transition;
  form: StepForm | undefined;
}

/** Every form on the page has its own ids, so that labels and errors lead to the right one. */
function Step({ commitment, papers, transition, form }: StepProps) {
  const { labels, hints } = messages;
  const field = (name: string) => ({
    name: `${transition}-${name}`,
    value: form?.values[name] ?? "",
    error: form?.errors[name]?.[0],
  });
  return (
    <details class="rt-card" open={form !== undefined}>
      <summary>{messages.transitions[transition]}</summary>
      <form method="post" action={`/toezeggingen/${commitment.id}/${transition}`} noValidate>
        <Hidden name="version" value={commitment.version} />
        {transition === "settle" && (
          <>
            <Select
              {...field("paperKey")}
              label={labels.paper}
              hint={hints.paper}
              required
              emptyLabel={messages.choosePaper}
              options={papers.map((paper) => ({ value: paper.key, label: `${citation(paper)}: ${paper.title}` }))}
            />
            <Field {...field("paragraph")} label={labels.paragraph} hint={hints.paragraph} maxLength={100} />
          </>
        )}
        {transition === "postpone" && (
          <Field {...field("dueOn")} type="date" label={labels.dueOn} hint={hints.dueOn} required />
        )}
        <TextArea
          {...field("explanation")}
          label={labels.explanation}
          hint={hints.explanation}
          rows={2}
          required
          maxLength={1000}
        />
        <ButtonRow>
          <Button kind={transition === "settle" ? "primary" : "secondary"}>{messages.transitions[transition]}</Button>
        </ButtonRow>
      </form>
    </details>
  );
}
