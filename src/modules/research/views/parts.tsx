import type { ComponentChildren } from "preact";
import { StatusBadge, type StatusShape } from "../../../ui/Status.tsx";
import { messages } from "../messages.nl.ts";
import type { QuestionStatus } from "../question.ts";
import type { Study } from "../study.ts";

export type Errors = Readonly<Record<string, readonly string[] | undefined>>;

/** A form that came back: which one, what was typed, and what is wrong with it. */
export interface Returned {
  readonly form: string;
  readonly values: Readonly<Record<string, string | string[]>>;
  readonly errors: Errors;
}

const STUDY_SHAPE: Readonly<Record<Study["status"], StatusShape>> = {
  preparing: "notReported",
  declined: "stopped",
  drafting: "notReported",
  signing: "awaitingLaw",
  active: "onTrack",
  halted: "stopped",
  closing: "awaitingLaw",
  closed: "done",
};
const QUESTION_SHAPE: Readonly<Record<QuestionStatus, StatusShape>> = {
  asked: "notReported",
  refused: "stopped",
  failed: "late",
  inCheck: "awaitingLaw",
  escalated: "atRisk",
  rejected: "stopped",
  released: "done",
  withdrawn: "stopped",
};

export const StudyState = ({ study }: { study: Pick<Study, "status"> }) => (
  <StatusBadge status={STUDY_SHAPE[study.status]} label={messages.status[study.status]} />
);
export const QuestionState = ({ status }: { status: QuestionStatus }) => (
  <StatusBadge status={QUESTION_SHAPE[status]} label={messages.questions.status[status]} />
);

/** A hash is long and only compared: it may break anywhere, and stands in a fixed-width face. */
export const Hash = ({ value }: { value: string | null }) =>
  value === null ? null : <code class="rt-hash">{value}</code>;

interface SectionProps {
  title: string;
  lead?: string;
  /** Where a link on the page leads to. */
  id?: string;
  children: ComponentChildren;
}

export function Section({ title, lead, id, children }: SectionProps) {
  return (
    <section class="rt-section" id={id}>
      <h2 class="utrecht-heading-2">{title}</h2>
      {lead && <p class="utrecht-paragraph">{lead}</p>}
      {children}
    </section>
  );
}

/** Errors of one form for the summary, with the names of that form's own fields. */
export const flatErrors = (returned: Returned | undefined) =>
  Object.entries(returned?.errors ?? {}).flatMap(([name, list]) =>
    list?.[0] && returned ? [{ name: `${returned.form}-${name}`, message: list[0] }] : [],
  );

/** Name, value and error of a field: several forms stand on a page, so each has its own prefix. */
export function fieldOf(form: string, returned: Returned | undefined) {
  const own = returned?.form === form ? returned : undefined;
  return (name: string, initial = "") => {
    const value = own?.values[name];
    return {
      name: `${form}-${name}`,
      value: value === undefined ? initial : ([value].flat()[0] ?? ""),
      error: own?.errors[name]?.[0],
    };
  };
}
