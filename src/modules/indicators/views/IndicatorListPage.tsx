import type { Frame } from "../../../platform/http.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { DataTable, FilterBar } from "../../../ui/DataTable.tsx";
import { formatPeriod } from "../../../ui/dutch.ts";
import { Field } from "../../../ui/Field.tsx";
import { WorkspacePage } from "../../../ui/Page.tsx";
import { type Indicator, newestOf, printValue } from "../indicator.ts";
import { messages } from "../messages.nl.ts";

function NewestFigure({ indicator }: { indicator: Indicator }) {
  const newest = newestOf(indicator);
  return (
    <>
      {newest ? messages.newest(printValue(newest, indicator.unit), formatPeriod(newest.period)) : messages.noRealised}
    </>
  );
}

export function IndicatorListPage({
  frame,
  indicators,
  term,
  total,
}: {
  frame: Frame;
  indicators: readonly Indicator[];
  term: string;
  total: number;
}) {
  const producers = [...new Set(indicators.map(({ producer }) => producer))];
  const observations = indicators.reduce((sum, { observations: list }) => sum + list.length, 0);
  return (
    <WorkspacePage {...frame} title={messages.title} lead={messages.lead}>
      {term === "" && total > 0 && (
        <Answer sentence={messages.answer(indicators.length, observations, producers.length)} />
      )}
      <FilterBar action="/cijfers" label={messages.search}>
        <Field name="zoek" label={messages.search} value={term} type="search" required />
      </FilterBar>
      {indicators.length === 0 && <p>{term === "" ? messages.empty : messages.nothingFound(term)}</p>}
      {producers.map((producer) => (
        <section key={producer}>
          <h2 class="utrecht-heading-2">{producer}</h2>
          <DataTable
            caption={producer}
            captionHidden
            rows={indicators.filter((indicator) => indicator.producer === producer)}
            rowKey={({ id }) => id}
            empty={messages.empty}
            columns={[
              {
                key: "name",
                header: messages.labels.indicator,
                rowHeader: true,
                cell: ({ id, name }) => (
                  <a class="utrecht-link" href={`/cijfers/${id}`}>
                    {name}
                  </a>
                ),
              },
              {
                key: "newest",
                header: messages.labels.newest,
                cell: (indicator) => <NewestFigure indicator={indicator} />,
              },
              { key: "caveat", header: messages.labels.caveat, cell: ({ caveat }) => caveat },
            ]}
          />
        </section>
      ))}
    </WorkspacePage>
  );
}
