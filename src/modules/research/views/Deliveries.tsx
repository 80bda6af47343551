import type { IngestReport } from "../../../engine/index.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { formatDate, formatNumber } from "../../../ui/dutch.ts";
import { messages } from "../messages.nl.ts";
import type { StudyView } from "../studyPage.ts";
import { Section } from "./parts.tsx";

const words = messages.deliveries;
const count = (value: number | null): string => (value === null ? "–" : formatNumber(value));

export function Deliveries({ view }: { view: StudyView }) {
  const { deliveries, snapshot, names } = view;
  return (
    <Section title={words.title} lead={words.lead}>
      {snapshot && <p>{words.snapshot(snapshot.number, formatNumber(snapshot.rows))}</p>}
      <DataTable
        caption={words.title}
        captionHidden
        empty={words.empty}
        rows={deliveries}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "partner",
            header: words.columns.partner,
            rowHeader: true,
            cell: ({ partnerId }) => names.get(partnerId) ?? "",
          },
          { key: "type", header: words.columns.type, cell: ({ type }) => type || "–" },
          {
            key: "status",
            header: words.columns.status,
            cell: ({ status, problem }) => (problem ? `${words.status[status]}: ${problem}` : words.status[status]),
          },
          { key: "rows", header: words.columns.rows, numeric: true, cell: ({ rowCount }) => count(rowCount) },
          {
            key: "distinct",
            header: words.columns.distinct,
            numeric: true,
            cell: ({ distinctCount }) => count(distinctCount),
          },
          {
            key: "refused",
            header: words.columns.refused,
            numeric: true,
            cell: ({ refusedCount }) => count(refusedCount),
          },
          {
            key: "received",
            header: words.columns.received,
            cell: ({ receivedAt }) => formatDate(receivedAt.toISOString().slice(0, 10)),
          },
        ]}
      />
      <Findings view={view} />
    </Section>
  );
}

/** What stood out at the check, in counts: how recognisable rows and tokens are, and what was left out. */
function Findings({ view }: { view: StudyView }) {
  const checked = view.deliveries.filter(({ uniqueness }) => uniqueness !== null);
  if (checked.length === 0) return null;
  return (
    <details>
      <summary>{words.findings.title}</summary>
      <ul>
        {checked.map(({ id, partnerId, uniqueness, objectedCount }) => {
          const { rareRows, k, busyTokens, busy, capped } = uniqueness as IngestReport;
          return (
            <li key={id}>
              {view.names.get(partnerId)}:{" "}
              {words.findings.line(formatNumber(rareRows), k, formatNumber(busyTokens), busy)}{" "}
              {words.findings.left(formatNumber(capped), formatNumber(objectedCount ?? 0))}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
