import { SeriesChart } from "../../../ui/charts/SeriesChart.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { formatAmount, formatNumber } from "../../../ui/dutch.ts";
import { messages } from "../messages.nl.ts";
import type { PublishedCell, PublishedTable } from "../question.ts";

const words = messages.questions;

const percent = (share: number): string => `${formatNumber(Math.round(share * 1000) / 10)}%`;
const printed: Readonly<Record<PublishedCell["measure"], (value: number) => string>> = {
  tokens: formatNumber,
  cases: formatNumber,
  amount: (value) => formatAmount(value).replace(/,00$/, ""),
  share: percent,
};

const print = ({ measure }: PublishedCell, value: number): string => printed[measure](value);

/** "1.250 (tussen 1.180 en 1.320)"; a cell that was left out says so, and nothing more. */
export function cellText(cell: PublishedCell): string {
  if (cell.value === null) return words.suppressed;
  const [low, high] = cell.interval ?? [];
  const margin =
    low === undefined || high === undefined ? "" : ` (${words.margin(print(cell, low), print(cell, high))})`;
  return print(cell, cell.value) + margin;
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];

/** Rows by columns, as the question made them; and a chart for each column that has enough to draw. */
export function ReleasedTable({ id, table, source }: { id: string; table: PublishedTable; source: string }) {
  const columns = unique(table.cells.map(({ column }) => column));
  const rows = unique(table.cells.map(({ row }) => row));
  const at = (row: string, column: string) => table.cells.find((cell) => cell.row === row && cell.column === column);
  return (
    <>
      <DataTable
        caption={table.title}
        empty={words.suppressed}
        rows={rows}
        rowKey={(row) => row}
        columns={[
          { key: "row", header: words.table, rowHeader: true, cell: (row: string) => row },
          ...columns.map((column) => ({
            key: column,
            header: column,
            numeric: true,
            cell: (row: string) => {
              const cell = at(row, column);
              return cell === undefined ? "" : cellText(cell);
            },
          })),
        ]}
      />
      {table.proportionality && (
        <p>
          <strong>{table.proportionality}</strong>
        </p>
      )}
      {columns.map((column, index) => (
        <ColumnChart key={column} id={`${id}-${index}`} table={table} column={column} source={source} />
      ))}
    </>
  );
}

function ColumnChart({
  id,
  table,
  column,
  source,
}: {
  id: string;
  table: PublishedTable;
  column: string;
  source: string;
}) {
  const shown = table.cells.filter((cell) => cell.column === column && cell.value !== null);
  const [first] = shown;
  if (first === undefined || shown.length < 2) return null;
  return (
    <SeriesChart
      id={id}
      title={column}
      unit={messages.figure.unit[first.measure]}
      points={shown.map((cell) => ({
        label: cell.row,
        value: cell.value ?? 0,
        text: print(cell, cell.value ?? 0),
        approx: true,
      }))}
      caveat={messages.figure.caveat}
      source={source}
    />
  );
}
