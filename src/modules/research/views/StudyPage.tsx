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

/** One sentence on how the study stands, and the next step of who is looking. */
function Standing({ view, today }: Pick<StudyProps, "view" | "today">) {
  const { study, offered, parties, may, missing } = view;
  const { answer } = messages;
  const at = `/onderzoeken/${study.id}`;
  if (study.status === "signing")
    return (
      <Answer
        sentence={answer.signing(offered?.signatures.length ?? 0, parties.length)}
        {...(may.sign && { next: { href: `${at}#ondertekenen`, label: messages.sign.button } })}
      />
    );
  if (study.status === "active")
    return isRunning(study, today) ? (
      <Answer
        sentence={answer.active(formatDate(study.ends ?? ""))}
        {...(may.ask && { next: { href: `${at}/vragen/nieuw`, label: messages.questions.ask } })}
      />
    ) : (
      <Answer sentence={answer.over} />
    );
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

export function StudyPage({ frame, view, today, returned, warning }: StudyProps) {
  const { study, may } = view;
  const inside = may.keep || may.sign || may.ask || view.people.length > 0 || view.parties.length > 0;
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
      {study.status === "preparing" && <Conditions view={view} returned={returned} />}
      {study.status !== "preparing" && <CharterSummary view={view} />}
      {study.status === "signing" && may.sign && <SigningSection view={view} returned={returned} />}
      {inside && study.charterVersion > 0 && (
        <>
          <Deliveries view={view} />
          <QuestionList view={view} isOpen={isRunning(study, today)} />
          <Notes view={view} returned={returned} />
          <ProofSection view={view} />
        </>
      )}
      <ClosingSection view={view} />
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
            {messages.veto.atHolders} <code>{messages.veto.command}</code>
          </p>
          <ButtonRow>
            <Button kind="danger">{messages.veto.button}</Button>
          </ButtonRow>
        </form>
      </details>
    </Section>
  );
}
