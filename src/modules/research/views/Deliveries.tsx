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
    </Section>
  );
}
