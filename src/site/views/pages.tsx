import type { SiteData } from "../../modules/publications/index.ts";
import { Card, CardGrid } from "../../ui/Card.tsx";
import { SeriesChart } from "../../ui/charts/SeriesChart.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { DescriptionList } from "../../ui/DescriptionList.tsx";
import { formatDate, formatList, formatPeriod } from "../../ui/dutch.ts";
import { SourceList } from "../../ui/SourceList.tsx";
import { StatusBadge, StatusBar, type StatusShape } from "../../ui/Status.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { PublicPage, type SiteContext, siteName } from "../frame.tsx";
import { messages } from "../messages.nl.ts";
import { WithdrawnFigures } from "./WithdrawnFigures.tsx";

type Action = SiteData["actions"][number];

function countStatus(actions: readonly Action[]): Partial<Record<StatusShape, number>> {
  const counts: Partial<Record<StatusShape, number>> = {};
  for (const { status } of actions) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export function EmptySite({ context }: { context: SiteContext }) {
  return (
    <PublicPage context={context} path="" title={messages.emptyTitle} description={messages.empty}>
      <p class="rt-lead">{messages.empty}</p>
    </PublicPage>
  );
}

export function HomePage({ context, data }: { context: SiteContext; data: SiteData }) {
  const plan = data.plans[0];
  const actions = data.actions.filter(({ year }) => year === plan?.year);
  const { base, site } = context;
  return (
    <PublicPage context={context} path="" title={siteName(context)} description={data.programme.goal} ownTitle>
      <div class="rt-hero">
        <h1>{data.programme.goal}</h1>
        <p class="rt-lead">
          {siteName(context)}. {messages.asOf(formatDate(data.referenceDate))}
        </p>
      </div>
      {plan && (
        <section class="rt-answer">
          <div>
            <h2 class="utrecht-heading-3">
              {messages.home.standing}: {plan.title}
            </h2>
            <StatusBar counts={countStatus(actions)} />
            <p>
              <a class="utrecht-link" href={`${base}/plan/${plan.year}`}>
                {messages.home.toPlan}
              </a>
            </p>
          </div>
        </section>
      )}
      <h2 class="utrecht-heading-2">{messages.home.objectives}</h2>
      <CardGrid>
        {data.objectives.map(({ key, title, orderNo }) => (
          <Card
            key={key}
            level={3}
            title={`${orderNo}. ${title}`}
            footer={messages.home.actions(actions.filter(({ objectiveKey }) => objectiveKey === key).length)}
          >
            <StatusBar counts={countStatus(actions.filter(({ objectiveKey }) => objectiveKey === key))} />
          </Card>
        ))}
      </CardGrid>
      <h2 class="utrecht-heading-2">{messages.home.newest}</h2>
      <CardGrid>
        {site.publications.map(({ slug, title, referenceDate, changeNote }) => (
          <Card
            key={slug}
            level={3}
            title={title}
            href={`${base}/publicaties/${slug}`}
            footer={`${messages.publications.referenceDate}: ${formatDate(referenceDate)}`}
          >
            <p>{changeNote}</p>
          </Card>
        ))}
      </CardGrid>
    </PublicPage>
  );
}

export function PlanPage({
  context,
  data,
  year,
  title,
}: {
  context: SiteContext;
  data: SiteData;
  year: number;
  title: string;
}) {
  const actions = data.actions.filter((action) => action.year === year);
  const groups = [
    ...data.objectives.map(({ key, title: name }) => ({ key, name })),
    { key: null, name: messages.plan.noObjective },
  ].filter(({ key }) => actions.some(({ objectiveKey }) => objectiveKey === key));
  return (
    <PublicPage
      context={context}
      path={`/plan/${year}`}
      section={`/plan/${data.plans[0]?.year}`}
      title={title}
      description={messages.plan.lead(formatDate(data.referenceDate))}
      lead={messages.plan.lead(formatDate(data.referenceDate))}
    >
      <StatusBar counts={countStatus(actions)} />
      {groups.map(({ key, name }) => (
        <section key={name}>
          <h2 class="utrecht-heading-2">{name}</h2>
          <ActionTable
            context={context}
            title={name}
            actions={actions.filter(({ objectiveKey }) => objectiveKey === key)}
          />
        </section>
      ))}
      <h2 class="utrecht-heading-2">{messages.plan.other}</h2>
      <ul>
        {data.plans.map((plan) => (
          <li key={plan.year}>
            <a class="utrecht-link" href={`${context.base}/plan/${plan.year}`}>
              {plan.title}
            </a>
          </li>
        ))}
      </ul>
    </PublicPage>
  );
}

function ActionTable({ context, title, actions }: { context: SiteContext; title: string; actions: readonly Action[] }) {
  return (
    <DataTable
      caption={title}
      captionHidden
      rows={actions}
      rowKey={({ key }) => key}
      empty=""
      columns={[
        {
          key: "title",
          header: messages.plan.action,
          rowHeader: true,
          cell: (action) => (
            <a class="utrecht-link" href={`${context.base}/acties/${action.key}`}>
              {action.title}
            </a>
          ),
        },
        { key: "lead", header: messages.plan.lead2, cell: ({ leadName }) => leadName },
        {
          key: "state",
          header: messages.plan.state,
          cell: ({ status, statusWords }) => (
            <StatusBadge
              status={status}
              {...(status === "notReported" && { label: statusWords ?? messages.plan.unknown })}
            />
          ),
        },
      ]}
    />
  );
}

export function ActionPage({ context, data, action }: { context: SiteContext; data: SiteData; action: Action }) {
  const words = messages.action;
  const plan = data.plans.find(({ year }) => year === action.year);
  return (
    <PublicPage
      context={context}
      path={`/acties/${action.key}`}
      section={`/plan/${data.plans[0]?.year}`}
      title={action.title}
      description={action.description || action.title}
      lead={action.description}
      breadcrumbs={plan ? [{ path: `/plan/${plan.year}`, label: plan.title }] : []}
    >
      <p>
        <StatusBadge status={action.status} {...(action.status === "notReported" && { label: words.unknown })} />
      </p>
      <DescriptionList
        items={[
          { term: words.state, description: action.statusWords },
          { term: words.lead, description: action.leadName ?? words.unknown },
          { term: words.partners, description: formatList(action.partnerNames) },
          { term: words.objective, description: data.objectives.find(({ key }) => key === action.objectiveKey)?.title },
          { term: words.plan, description: plan?.title },
        ]}
      />
      {action.scope === "adjacent" && <p class="rt-muted">{words.adjacent}</p>}
      <SourceList sources={action.sources} />
    </PublicPage>
  );
}

export function FiguresPage({ context, data }: { context: SiteContext; data: SiteData }) {
  const words = messages.figures;
  return (
    <PublicPage context={context} path="/cijfers" title={words.title} description={words.lead} lead={words.lead}>
      <DataTable
        caption={words.title}
        captionHidden
        rows={data.indicators}
        rowKey={({ key }) => key}
        empty=""
        columns={[
          {
            key: "name",
            header: words.name,
            rowHeader: true,
            cell: ({ key, name }) => (
              <a class="utrecht-link" href={`${context.base}/cijfers/${key}`}>
                {name}
              </a>
            ),
          },
          {
            key: "newest",
            header: words.newest,
            cell: ({ newest }) => newest && `${newest.value} (${formatPeriod(newest.period)})`,
          },
          { key: "producer", header: words.producer, cell: ({ producer }) => producer },
        ]}
      />
    </PublicPage>
  );
}

export function FigurePage({
  context,
  indicator,
}: {
  context: SiteContext;
  indicator: SiteData["indicators"][number];
}) {
  const words = messages.figures;
  const sources = [
    ...new Set([
      ...indicator.sources,
      ...indicator.series.flatMap(({ points }) => points.flatMap((point) => point.sources)),
    ]),
  ];
  const notes = indicator.series.flatMap(({ points }) => points.filter(({ note }) => note !== null));
  return (
    <PublicPage
      context={context}
      path={`/cijfers/${indicator.key}`}
      section="/cijfers"
      title={indicator.name}
      description={`${indicator.name}, ${indicator.producer}`}
      breadcrumbs={[{ path: "/cijfers", label: words.title }]}
    >
      <WithdrawnFigures
        context={context}
        figures={indicator.series.flatMap(({ points }) =>
          points.map(({ observation = "", label }) => ({ observation, label: formatPeriod(label) })),
        )}
      />
      {indicator.newest && (
        <section class="rt-answer">
          <p class="rt-answer-figure">{indicator.newest.value}</p>
          <div>
            <p class="rt-answer-sentence">
              {formatPeriod(indicator.newest.period)}. {words.producer}: {indicator.producer}.
            </p>
          </div>
        </section>
      )}
      {indicator.series.map((series, index) => (
        <SeriesChart
          key={series.name}
          id={`reeks-${index}`}
          level={2}
          title={series.name === "" ? indicator.name : `${indicator.name}: ${series.name}`}
          unit={indicator.unit}
          caveat={indicator.caveat}
          source={indicator.producer}
          points={series.points}
        />
      ))}
      {notes.length > 0 && (
        <ul>
          {notes.map(({ label, note }) => (
            <li key={label}>
              {formatPeriod(label)}: {note}
            </li>
          ))}
        </ul>
      )}
      <SourceList sources={sources} />
    </PublicPage>
  );
}

export function CommitmentsPage({ context, data }: { context: SiteContext; data: SiteData }) {
  const words = messages.commitments;
  const section = (title: string, rows: SiteData["commitments"]) =>
    rows.length > 0 && (
      <section>
        <h2 class="utrecht-heading-2">{title}</h2>
        <DataTable
          caption={title}
          captionHidden
          rows={rows}
          rowKey={({ text }) => text}
          empty=""
          columns={[
            { key: "what", header: words.what, rowHeader: true, cell: ({ text }) => text },
            { key: "who", header: words.who, cell: ({ madeBy }) => madeBy },
            { key: "when", header: words.when, cell: ({ madeOn }) => madeOn && formatPeriod(madeOn) },
            { key: "state", header: words.state, cell: ({ state }) => state },
            { key: "settled", header: words.settled, cell: ({ settledBy }) => settledBy },
          ]}
        />
      </section>
    );
  return (
    <PublicPage context={context} path="/toezeggingen" title={words.title} description={words.lead} lead={words.lead}>
      {section(
        words.open,
        data.commitments.filter(({ open }) => open),
      )}
      {section(
        words.closed,
        data.commitments.filter(({ open }) => !open),
      )}
      <SourceList sources={[...new Set(data.commitments.flatMap(({ sources }) => sources))]} />
    </PublicPage>
  );
}

export function PartnersPage({ context, data }: { context: SiteContext; data: SiteData }) {
  const words = messages.partners;
  const section = (title: string, rows: SiteData["partners"]) =>
    rows.length > 0 && (
      <section>
        <h2 class="utrecht-heading-2">{title}</h2>
        <DataTable
          caption={title}
          captionHidden
          rows={rows}
          rowKey={({ name }) => name}
          empty=""
          columns={[
            { key: "name", header: words.name, rowHeader: true, cell: ({ name }) => name },
            { key: "kind", header: words.kindLabel, cell: ({ kind }) => words.kind[kind] },
            { key: "role", header: words.role, cell: ({ role }) => role },
          ]}
        />
      </section>
    );
  return (
    <PublicPage context={context} path="/partners" title={words.title} description={words.lead} lead={words.lead}>
      {section(
        words.core,
        data.partners.filter(({ inCoreGroup }) => inCoreGroup),
      )}
      {section(
        words.others,
        data.partners.filter(({ inCoreGroup, core }) => core && !inCoreGroup),
      )}
      {section(
        words.adjacent,
        data.partners.filter(({ core }) => !core),
      )}
    </PublicPage>
  );
}

export function ChangesPage({ context }: { context: SiteContext }) {
  const words = messages.changes;
  return (
    <PublicPage context={context} path="/wijzigingen" title={words.title} description={words.lead} lead={words.lead}>
      <Timeline
        items={context.site.changes.map(({ at, text }) => ({ date: at.toISOString().slice(0, 10), title: text }))}
      />
    </PublicPage>
  );
}

export function TextPage({
  context,
  path,
  title,
  texts,
}: {
  context: SiteContext;
  path: string;
  title: string;
  texts: readonly string[];
}) {
  return (
    <PublicPage context={context} path={path} title={title} description={texts[0] ?? title}>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </PublicPage>
  );
}
