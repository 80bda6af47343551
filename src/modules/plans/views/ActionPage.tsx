import type { Frame } from "../../../platform/http.ts";
import { Button, ButtonLink } from "../../../ui/Button.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate, formatList, formatPeriod } from "../../../ui/dutch.ts";
import { Field, Hidden } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { SourceList } from "../../../ui/SourceList.tsx";
import { STATUS_WORDS, StatusBadge } from "../../../ui/Status.tsx";
import { Timeline, type TimelineItem } from "../../../ui/Timeline.tsx";
import { TlpBadge } from "../../../ui/TlpBadge.tsx";
import type { Action, ActionPlan, ActionState } from "../action.ts";
import { messages } from "../messages.nl.ts";
import type { Milestone } from "../queries.ts";

const { labels } = messages;

interface Props {
  frame: Frame;
  action: Action;
  plan: ActionPlan;
  objectiveTitle: string | null;
  leadName: string | null;
  partnerNames: readonly string[];
  nameOfPartner: (id: string) => string;
  states: readonly ActionState[];
  milestones: readonly Milestone[];
  changes: readonly { changedOn: string; fields: readonly string[] }[];
  mayEdit: boolean;
  submissionId: string;
}

export function ActionPage(props: Props) {
  const { frame, action, plan, mayEdit } = props;
  return (
    <WorkspacePage
      {...frame}
      title={action.title}
      breadcrumbs={[
        { href: "/plannen", label: messages.plans.title },
        { href: `/plannen/${plan.year}`, label: plan.title },
      ]}
      actions={
        mayEdit && (
          <ButtonLink href={`/acties/${action.id}/bewerken`} kind="secondary">
            {messages.edit}
          </ButtonLink>
        )
      }
    >
      <section class="rt-answer">
        <div>
          <p class="rt-answer-sentence">
            <StatusBadge status={action.status} />
            {action.statusWords && <> – {action.statusWords}</>}
          </p>
          {action.description && <p>{action.description}</p>}
        </div>
      </section>
      <Facts {...props} />
      <Milestones {...props} />
      <h2 class="utrecht-heading-2">{labels.history}</h2>
      <History {...props} />
      <SourceList sources={action.sources} />
    </WorkspacePage>
  );
}

function Facts({ action, plan, objectiveTitle, leadName, partnerNames }: Props) {
  return (
    <DescriptionList
      items={[
        { term: labels.lead, description: leadName ?? messages.noLead },
        { term: labels.partners, description: formatList(partnerNames) },
        {
          term: labels.objective,
          description: objectiveTitle && (
            <>
              {objectiveTitle}
              {action.objectiveInferred && <p class="rt-muted">{messages.inferred}</p>}
            </>
          ),
        },
        { term: labels.plan, description: plan.title },
        {
          term: labels.due,
          description: action.dueOn ? formatDate(action.dueOn) : action.dueText && formatPeriod(action.dueText),
        },
        {
          term: labels.lastReported,
          description: action.lastReportedOn ? formatDate(action.lastReportedOn) : messages.notReported,
        },
        { term: labels.scope, description: messages.scope[action.scope] },
        { term: labels.marking, description: <TlpBadge tlp={action.marking} /> },
      ]}
    />
  );
}

function Milestones({ action, milestones, mayEdit, submissionId }: Props) {
  const words = messages.milestones;
  return (
    <section>
      <h2 class="utrecht-heading-2">{labels.milestones}</h2>
      {milestones.length === 0 && <p class="rt-muted">{words.none}</p>}
      <ul>
        {milestones.map(({ id, title, dueOn, doneOn }) => (
          <li key={id}>
            {title} ({doneOn ? words.doneOn(formatDate(doneOn)) : words.dueOn(formatDate(dueOn))})
            {mayEdit && doneOn === null && (
              <form method="post" action={`/acties/${action.id}/mijlpalen/${id}/gehaald`}>
                <button class="rt-link-button" type="submit">
                  {words.done} <span class="rt-visually-hidden">{title}</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {mayEdit && (
        <details>
          <summary>{words.add}</summary>
          <form method="post" action={`/acties/${action.id}/mijlpalen`}>
            <Hidden name="submissionId" value={submissionId} />
            <Field name="title" label={labels.milestone} value="" required maxLength={200} />
            <Field name="dueOn" label={labels.due} type="date" value="" required />
            <Button kind="secondary">{words.add}</Button>
          </form>
        </details>
      )}
    </section>
  );
}

/** States, edits and milestones in one line of time, newest first. */
function History({ states, changes, milestones, nameOfPartner }: Props) {
  const fieldNames: Readonly<Record<string, string>> = {
    title: labels.title,
    description: labels.description,
    objectiveId: labels.objective,
    leadPartnerId: labels.lead,
    dueOn: labels.due,
    partners: labels.partners,
  };
  const items: TimelineItem[] = [
    ...states.map((state) => ({
      date: state.effectiveOn,
      title: (
        <>
          {STATUS_WORDS[state.status]}
          {state.partnerId && ` – ${nameOfPartner(state.partnerId)}`}
        </>
      ),
      body: <StateText state={state} />,
    })),
    ...changes.map(({ changedOn, fields }) => ({
      date: changedOn,
      title: messages.history.edited(fields.map((field) => fieldNames[field] ?? field).join(", ")),
    })),
    ...milestones.flatMap(({ doneOn, title }) =>
      doneOn === null ? [] : [{ date: doneOn, title: messages.history.milestoneDone(title) }],
    ),
  ];
  if (items.length === 0) return <p class="rt-muted">{messages.history.none}</p>;
  return <Timeline items={items.toSorted((a, b) => (a.date < b.date ? 1 : -1))} />;
}

function StateText({ state }: { state: ActionState }) {
  return (
    <>
      {state.words && <p>{state.words}</p>}
      {state.newDueOn && <p>{messages.history.postponed(formatDate(state.newDueOn), state.reason ?? "")}</p>}
    </>
  );
}
