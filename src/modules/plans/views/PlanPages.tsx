import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { ButtonLink } from "../../../ui/Button.tsx";
import { Card, CardGrid } from "../../../ui/Card.tsx";
import { DataTable, FilterBar, Pagination } from "../../../ui/DataTable.tsx";
import { formatDate } from "../../../ui/dutch.ts";
import { Select } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { STATUS_SHAPES, STATUS_WORDS, StatusBadge, StatusBar } from "../../../ui/Status.tsx";
import { type Action, type ActionPlan, type StatusCounts, sumStatus } from "../action.ts";
import { messages } from "../messages.nl.ts";

const { labels } = messages;

export function PlanListPage({
  frame,
  plans,
}: {
  frame: Frame;
  plans: readonly { plan: ActionPlan; counts: StatusCounts }[];
}) {
  return (
    <WorkspacePage {...frame} title={messages.plans.title} lead={messages.plans.lead}>
      {plans.length === 0 && <p>{messages.plans.empty}</p>}
      <CardGrid>
        {plans.map(({ plan, counts }) => (
          <Card
            key={plan.id}
            title={plan.title}
            href={`/plannen/${plan.year}`}
            footer={
              plan.presentedOn ? messages.plans.presented(formatDate(plan.presentedOn)) : messages.plans.forerunner
            }
          >
            <StatusBar counts={counts} />
          </Card>
        ))}
      </CardGrid>
    </WorkspacePage>
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PlanPageProps {
  frame: Frame;
  plan: ActionPlan;
  counts: ReadonlyMap<string | null, StatusCounts>;
  objectives: readonly { id: string; title: string }[];
  partners: readonly Named[];
  actions: readonly Action[];
  filter: { doelstelling: string; stand: string; partner: string };
  page: number;
  hasNext: boolean;
  mayAdd: boolean;
}

function totals(counts: ReadonlyMap<string | null, StatusCounts>): StatusCounts {
  const sum: Partial<Record<keyof StatusCounts, number>> = {};
  for (const one of counts.values())
    for (const shape of STATUS_SHAPES) sum[shape] = (sum[shape] ?? 0) + (one[shape] ?? 0);
  return sum;
}

export function PlanPage(props: PlanPageProps) {
  const { frame, plan, counts, mayAdd } = props;
  const all = totals(counts);
  return (
    <WorkspacePage
      {...frame}
      title={plan.title}
      breadcrumbs={[{ href: "/plannen", label: messages.plans.title }]}
      actions={
        mayAdd && (
          <ButtonLink href={`/plannen/${plan.year}/acties/nieuw`} kind="secondary">
            {messages.plan.add}
          </ButtonLink>
        )
      }
    >
      <Answer
        figure={String(sumStatus(all))}
        sentence={messages.plan.answer(sumStatus(all), all.done ?? 0, all.late ?? 0, all.notReported ?? 0)}
      />
      {plan.note && <p class="rt-muted">{plan.note}</p>}
      <ObjectiveOverview {...props} />
      <h2 class="utrecht-heading-2" id="acties">
        {messages.plan.wholePlan}
      </h2>
      <Filter {...props} />
      <ActionTable {...props} />
      <Pager {...props} />
    </WorkspacePage>
  );
}

function ObjectiveOverview({ plan, counts, objectives }: PlanPageProps) {
  const rows = [
    ...objectives.map(({ id, title }) => ({ id, title })),
    { id: null, title: messages.plan.noObjective },
  ].filter(({ id }) => counts.has(id));
  return (
    <CardGrid>
      {rows.map(({ id, title }) => (
        <Card
          key={title}
          level={2}
          title={title}
          {...(id !== null && { href: `/plannen/${plan.year}?doelstelling=${id}#acties` })}
        >
          <StatusBar counts={counts.get(id) ?? {}} />
        </Card>
      ))}
    </CardGrid>
  );
}

function Filter({ plan, objectives, partners, filter }: PlanPageProps) {
  return (
    <FilterBar action={`/plannen/${plan.year}`} label={messages.plan.filter}>
      <Select
        name="doelstelling"
        label={labels.objective}
        value={filter.doelstelling}
        emptyLabel={messages.plan.all}
        options={objectives.map(({ id, title }) => ({ value: id, label: title }))}
      />
      <Select
        name="stand"
        label={labels.status}
        value={filter.stand}
        emptyLabel={messages.plan.all}
        options={STATUS_SHAPES.map((value) => ({ value, label: STATUS_WORDS[value] }))}
      />
      <Select
        name="partner"
        label={labels.lead}
        value={filter.partner}
        emptyLabel={messages.plan.all}
        options={partners.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </FilterBar>
  );
}

function ActionTable({ actions, objectives, partners }: PlanPageProps) {
  const objectiveOf = new Map(objectives.map(({ id, title }) => [id, title]));
  const partnerOf = new Map(partners.map(({ id, name }) => [id, name]));
  return (
    <DataTable
      caption={messages.plan.wholePlan}
      captionHidden
      rows={actions}
      rowKey={({ id }) => id}
      empty={messages.plan.nothing}
      columns={[
        {
          key: "title",
          header: labels.action,
          rowHeader: true,
          cell: ({ id, title }) => (
            <a class="utrecht-link" href={`/acties/${id}`}>
              {title}
            </a>
          ),
        },
        { key: "status", header: labels.status, cell: ({ status }) => <StatusBadge status={status} /> },
        { key: "words", header: labels.words, cell: ({ statusWords }) => statusWords },
        {
          key: "lead",
          header: labels.lead,
          cell: ({ leadPartnerId, leadText }) => (leadPartnerId && partnerOf.get(leadPartnerId)) ?? leadText,
        },
        {
          key: "objective",
          header: labels.objective,
          cell: ({ objectiveId }) => objectiveId && objectiveOf.get(objectiveId),
        },
      ]}
    />
  );
}

function Pager({ plan, filter, page, hasNext }: PlanPageProps) {
  const href = (n: number) =>
    `/plannen/${plan.year}?${new URLSearchParams({ ...filter, bladzijde: String(n) })}#acties`;
  return <Pagination page={page} pages={hasNext ? page + 1 : page} href={href} label={messages.plan.pages} />;
}
