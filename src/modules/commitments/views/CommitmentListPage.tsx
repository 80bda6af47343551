import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { ButtonLink } from "../../../ui/Button.tsx";
import { DataTable, FilterBar } from "../../../ui/DataTable.tsx";
import { formatDate, formatPeriod } from "../../../ui/dutch.ts";
import { Select } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { COMMITMENT_KINDS, type Commitment, isDueSoon, isOpen, isOverdue } from "../commitment.ts";
import { messages } from "../messages.nl.ts";
import { CommitmentState } from "./CommitmentState.tsx";

interface Props {
  frame: Frame;
  commitments: readonly Commitment[];
  kind: string;
  today: string;
  /** Last day that counts as soon. */
  soonUntil: string;
  mayKeep: boolean;
}

export function CommitmentListPage({ frame, commitments, kind, today, soonUntil, mayKeep }: Props) {
  const overdue = commitments.filter((one) => isOverdue(one, today));
  const soon = commitments.filter((one) => isDueSoon(one, today, soonUntil));
  const urgent = new Set([...overdue, ...soon]);
  const open = commitments.filter((one) => isOpen(one) && !urgent.has(one));
  const { sections } = messages;
  return (
    <WorkspacePage
      {...frame}
      title={messages.title}
      lead={messages.lead}
      actions={
        mayKeep && (
          <ButtonLink href="/toezeggingen/nieuw" kind="secondary">
            {messages.add}
          </ButtonLink>
        )
      }
    >
      {commitments.length === 0 && kind === "" ? (
        <p>{messages.empty}</p>
      ) : (
        <Answer
          figure={String(open.length + urgent.size)}
          sentence={messages.answer(open.length + urgent.size, overdue.length, soon.length)}
        />
      )}
      <FilterBar action="/toezeggingen" label={messages.filter.label}>
        <Select
          name="soort"
          label={messages.filter.kind}
          value={kind}
          emptyLabel={messages.filter.all}
          required
          options={COMMITMENT_KINDS.map((value) => ({ value, label: messages.kind[value] }))}
        />
      </FilterBar>
      <Section title={sections.overdue} rows={overdue} today={today} />
      <Section title={sections.soon} rows={soon} today={today} />
      <Section title={sections.open} rows={open} today={today} />
      <Section title={sections.closed} rows={commitments.filter((one) => !isOpen(one))} today={today} />
    </WorkspacePage>
  );
}

/** That a date is missing matters only while the promise is open. */
const dueOf = (one: Commitment): string => {
  if (one.dueOn !== null) return formatDate(one.dueOn);
  return isOpen(one) ? messages.noDue : "";
};

function Section({ title, rows, today }: { title: string; rows: readonly Commitment[]; today: string }) {
  if (rows.length === 0) return null;
  const { labels } = messages;
  return (
    <section>
      <h2 class="utrecht-heading-2">{title}</h2>
      <DataTable
        caption={title}
        captionHidden
        rows={rows}
        rowKey={({ id }) => id}
        empty=""
        columns={[
          {
            key: "what",
            header: labels.what,
            rowHeader: true,
            cell: ({ id, text }) => (
              <a class="utrecht-link" href={`/toezeggingen/${id}`}>
                {text}
              </a>
            ),
          },
          { key: "kind", header: labels.kind, cell: ({ kind }) => messages.kind[kind] },
          {
            key: "made",
            header: labels.madeOn,
            cell: ({ madeOnText }) => (madeOnText ? formatPeriod(madeOnText) : ""),
          },
          { key: "due", header: labels.dueOn, cell: dueOf },
          { key: "status", header: labels.status, cell: (one) => <CommitmentState commitment={one} today={today} /> },
        ]}
      />
    </section>
  );
}
