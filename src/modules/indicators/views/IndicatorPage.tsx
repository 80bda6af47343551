import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { ButtonLink } from "../../../ui/Button.tsx";
import { SeriesChart } from "../../../ui/charts/SeriesChart.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { DescriptionList } from "../../../ui/DescriptionList.tsx";
import { formatDate, formatNumber, formatPeriod } from "../../../ui/dutch.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { Source, SourceList } from "../../../ui/SourceList.tsx";
import {
  type ChartSeries,
  chartSeries,
  type Indicator,
  newestOf,
  type Observation,
  printNumber,
  printValue,
} from "../indicator.ts";
import { messages } from "../messages.nl.ts";
import type { Correction } from "../queries.ts";

interface Props {
  frame: Frame;
  indicator: Indicator;
  related: readonly Indicator[];
  corrections: readonly Correction[];
  mayAdd: boolean;
  mayCorrect: (observation: Observation) => boolean;
}

export function IndicatorPage({ frame, indicator, related, corrections, mayAdd, mayCorrect }: Props) {
  const newest = newestOf(indicator);
  const { labels } = messages;
  return (
    <WorkspacePage
      {...frame}
      title={indicator.name}
      breadcrumbs={[{ href: "/cijfers", label: messages.title }]}
      actions={
        mayAdd && (
          <ButtonLink href={`/cijfers/${indicator.id}/nieuw`} kind="secondary">
            {messages.add}
          </ButtonLink>
        )
      }
    >
      {indicator.observations
        .filter(({ withdrawnReason }) => withdrawnReason !== null)
        .map(({ id, period, withdrawnReason, withdrawnOn }) => (
          <Notice key={id} kind="warning">
            {messages.withdrawn(formatPeriod(period), formatDate(withdrawnOn ?? ""), withdrawnReason ?? "")}
          </Notice>
        ))}
      {newest && (
        <Answer
          figure={printValue(newest, indicator.unit)}
          sentence={`${formatPeriod(newest.period)}. ${labels.producer}: ${indicator.producer}.`}
        />
      )}
      {chartSeries(indicator).map((series, index) => (
        <Chart key={series.name} indicator={indicator} series={series} index={index} />
      ))}
      <DescriptionList
        items={[
          { term: labels.producer, description: indicator.producer },
          { term: labels.series, description: indicator.series },
          { term: labels.unit, description: indicator.unit },
          { term: labels.caveat, description: indicator.caveat },
        ]}
      />
      <h2 class="utrecht-heading-2">{messages.observations}</h2>
      <ObservationTable indicator={indicator} mayCorrect={mayCorrect} />
      <Provenance observations={indicator.observations} />
      <Corrections corrections={corrections} />
      <Related related={related} />
      <SourceList sources={indicator.sources} />
    </WorkspacePage>
  );
}

function Chart({ indicator, series, index }: { indicator: Indicator; series: ChartSeries; index: number }) {
  return (
    <SeriesChart
      id={`reeks-${index}`}
      level={2}
      title={series.name === "" ? indicator.name : `${indicator.name}: ${series.name}`}
      unit={indicator.unit}
      caveat={indicator.caveat}
      source={indicator.producer}
      points={series.observations.map((observation) => ({
        label: observation.period,
        value: observation.value,
        text: printNumber(observation),
        approx: observation.approximate,
        status: observation.status === "realised" ? null : observation.status,
      }))}
    />
  );
}

function ObservationTable({ indicator, mayCorrect }: Pick<Props, "indicator" | "mayCorrect">) {
  const { labels } = messages;
  return (
    <DataTable
      caption={messages.observations}
      captionHidden
      rows={indicator.observations}
      rowKey={({ id }) => id}
      empty={messages.empty}
      columns={[
        { key: "period", header: labels.period, rowHeader: true, cell: ({ period }) => formatPeriod(period) },
        {
          key: "value",
          header: labels.value,
          numeric: true,
          cell: (observation) => printValue(observation, indicator.unit),
        },
        { key: "note", header: labels.note, cell: (observation) => <ObservationNote observation={observation} /> },
        {
          key: "source",
          header: labels.source,
          cell: ({ sources }) => sources.map((source) => <Source key={source} source={source} />),
        },
        {
          key: "act",
          header: messages.correct,
          cell: (observation) => mayCorrect(observation) && <ObservationActs observation={observation} />,
        },
      ]}
    />
  );
}

function ObservationNote({ observation }: { observation: Observation }) {
  const parts = [
    observation.status === "realised" ? null : messages.status[observation.status],
    observation.note,
    observation.toVerify ? messages.toVerify : null,
    observation.withdrawnReason === null ? null : messages.withdrawnShort,
    observation.confirmedOn ? messages.confirmedOn(formatDate(observation.confirmedOn)) : null,
  ];
  return <>{parts.filter(Boolean).join("; ")}</>;
}

function ObservationActs({ observation }: { observation: Observation }) {
  return (
    <>
      <a class="utrecht-link" href={`/cijfers/waarneming/${observation.id}/corrigeren`}>
        {messages.correct} <span class="rt-visually-hidden">{observation.period}</span>
      </a>
      {observation.confirmedOn === null && (
        <form method="post" action={`/cijfers/waarneming/${observation.id}/bevestigen`}>
          <button type="submit" class="rt-link-button">
            {messages.confirm} <span class="rt-visually-hidden">{observation.period}</span>
          </button>
        </form>
      )}
    </>
  );
}

/** Of a figure out of the research environment: release, question, data and rules, each by its hash. */
function Provenance({ observations }: { observations: readonly Observation[] }) {
  const released = observations.filter(({ provenance }) => provenance !== null);
  if (released.length === 0) return null;
  return (
    <section>
      <h2 class="utrecht-heading-2">{messages.provenance.title}</h2>
      <p>{messages.provenance.lead}</p>
      {released.map(({ id, period, provenance }) => (
        <details key={id} class="rt-card">
          <summary>{formatPeriod(period)}</summary>
          <DescriptionList
            items={Object.entries(messages.provenance.fields).map(([name, term]) => ({
              term,
              description: provenance?.[name] ? <code class="rt-hash">{String(provenance[name])}</code> : null,
            }))}
          />
        </details>
      ))}
    </section>
  );
}

function Corrections({ corrections }: Pick<Props, "corrections">) {
  if (corrections.length === 0) return null;
  return (
    <section>
      <h2 class="utrecht-heading-2">{messages.corrections}</h2>
      <ul>
        {corrections.map(({ observationId, changedOn, oldValue, reason }, index) => (
          <li key={`${observationId}${index}`}>
            {formatDate(changedOn)}: {messages.correction(formatNumber(oldValue), reason)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Related({ related }: Pick<Props, "related">) {
  if (related.length === 0) return null;
  return (
    <section>
      <h2 class="utrecht-heading-2">{messages.related}</h2>
      <p>{messages.relatedLead}</p>
      <ul>
        {related.map((other) => {
          const newest = newestOf(other);
          return (
            <li key={other.id}>
              <a class="utrecht-link" href={`/cijfers/${other.id}`}>
                {other.name}
              </a>{" "}
              ({other.producer})
              {newest && `: ${messages.newest(printValue(newest, other.unit), formatPeriod(newest.period))}`}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
