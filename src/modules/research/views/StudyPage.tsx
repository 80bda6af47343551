import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { Button, ButtonRow } from "../../../ui/Button.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { ErrorSummary, TextArea } from "../../../ui/Field.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { messages } from "../messages.nl.ts";
import { canApply, isRunning } from "../study.ts";
import type { StudyView } from "../studyPage.ts";
import { CharterSummary } from "./CharterSummary.tsx";
import { ClosingSection } from "./ClosingSection.tsx";
import { Conditions } from "./Conditions.tsx";
import { Deliveries } from "./Deliveries.tsx";
import { Notes } from "./Notes.tsx";
import { ProofSection } from "./ProofSection.tsx";
import { fieldOf, flatErrors, type Returned, Section, StudyState } from "./parts.tsx";
import { QuestionList } from "./QuestionList.tsx";
import { SigningSection } from "./SigningSection.tsx";

export interface StudyProps {
  frame: Frame;
  view: StudyView;
  today: string;
  returned?: Returned;
  warning?: string;
}

/** What somebody has to do in a study that runs: a researcher asks, somebody else may have a table to look at. */
function nextStep({ study, questions, may }: StudyView): { href: string; label: string } | undefined {
  const at = `/onderzoeken/${study.id}/vragen`;
  if (may.ask) return { href: `${at}/nieuw`, label: messages.questions.ask };
  const waiting = questions.find(({ status }) => status === "inCheck" || status === "escalated");
  if (waiting === undefined || may.keep || may.sign) return undefined;
  return { href: `${at}/${waiting.id}`, label: messages.check.toTable };
}

/** One sentence on how the study stands, and the next step of who is looking. */
function Standing({ view, today }: Pick<StudyProps, "view" | "today">) {
  const { study, offered, parties, may, missing } = view;
  const { answer } = messages;
  const at = `/onderzoeken/${study.id}`;
  // Who can sign finds the form right below: a button to it would be a second primary one.
  if (study.status === "signing")
    return <Answer sentence={answer.signing(offered?.signatures.length ?? 0, parties.length)} />;
  if (study.status === "active") {
    if (!isRunning(study, today)) return <Answer sentence={answer.over} />;
    const next = nextStep(view);
    return <Answer sentence={answer.active(formatDate(study.ends ?? ""))} {...(next && { next })} />;
  }
  if (study.status === "drafting" && may.keep)
    return (
      <Answer
        sentence={answer.drafting}
        next={{
          href: `${at}/protocol`,
          label: missing.length > 0 ? messages.charter.edit : messages.charter.offer,
        }}
      />
    );
  return <Answer sentence={answer[study.status]} />;
}

/** Before everybody has signed for the first time there is nothing to show of data and questions. */
const hasBegun = ({ study, deliveries, questions }: StudyView): boolean =>
  study.charterVersion > 0 &&
  (!["drafting", "signing"].includes(study.status) || deliveries.length > 0 || questions.length > 0);

/** In the order of need: what there is to do, then what came out, then the rules, then how to check and end it. */
export function StudyPage({ frame, view, today, returned, warning }: StudyProps) {
  const { study, may } = view;
  const inside = may.keep || may.sign || may.ask || view.people.length > 0 || view.parties.length > 0;
  const ended = study.status === "closing" || study.status === "closed";
  return (
    <WorkspacePage
      {...frame}
      title={study.title}
      lead={study.question}
      breadcrumbs={[{ href: "/onderzoeken", label: messages.title }]}
    >
      <ErrorSummary errors={flatErrors(returned)} />
      {warning && <Notice kind="warning">{warning}</Notice>}
      <p class="rt-badges">
        <StudyState study={study} />
        {study.isSynthetic && <span class="rt-tag">{messages.synthetic}</span>}
      </p>
      <Standing view={view} today={today} />
      {view.vetoes.map(({ id, partnerId, reason, onDay }) => (
        <Notice key={id} kind="warning">
          <strong>{messages.veto.by(view.names.get(partnerId) ?? "")}</strong> ({formatDate(onDay)}): {reason}
        </Notice>
      ))}
      {ended && <ClosingSection view={view} />}
      {study.status === "preparing" && <Conditions view={view} returned={returned} />}
      {study.status === "signing" && may.sign && <SigningSection view={view} returned={returned} />}
      {inside && hasBegun(view) && (
        <>
          <QuestionList view={view} isOpen={isRunning(study, today)} />
          <Deliveries view={view} />
          <Notes view={view} returned={returned} />
        </>
      )}
      {study.status !== "preparing" && <CharterSummary view={view} />}
      {inside && hasBegun(view) && <ProofSection view={view} />}
      {!ended && <ClosingSection view={view} />}
      {may.sign && canApply("veto", study.status) && <Veto view={view} returned={returned} />}
    </WorkspacePage>
  );
}

function Veto({ view, returned }: { view: StudyView; returned: Returned | undefined }) {
  const field = fieldOf("veto", returned);
  return (
    <Section title={messages.veto.title} lead={messages.veto.lead}>
      <details class="rt-card" open={returned?.form === "veto"}>
        <summary>{messages.veto.button}</summary>
        <form method="post" action={`/onderzoeken/${view.study.id}/stilleggen`} noValidate>
          <TextArea {...field("reason")} label={messages.veto.reason} rows={2} required maxLength={1000} />
          <p>
            {messages.veto.atHolders} <code class="rt-command">{messages.veto.command}</code>
          </p>
          <ButtonRow>
            <Button kind="danger">{messages.veto.button}</Button>
          </ButtonRow>
        </form>
      </details>
    </Section>
  );
}
