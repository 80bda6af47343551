import { DataTable } from "../DataTable.tsx";
import { formatAmount, formatNumber } from "../dutch.ts";
import { messages } from "../messages.nl.ts";
import { SeriesChart } from "./SeriesChart.tsx";

/** One cell of a table that went through disclosure control: rounded, or left out. */
export interface StatisticalCell {
  readonly id: string;
  readonly row: string;
  readonly column: string;
  readonly measure: "tokens" | "cases" | "amount" | "share";
  /** Units, cases, euros, or a share between 0 and 1; null where it was left out. */
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly explanation: string | null;
}

export interface StatisticalTableData {
  readonly title: string;
  readonly cells: readonly StatisticalCell[];
  readonly proportionality: string | null;
}

const percent = (share: number): string => `${formatNumber(Math.round(share * 1000) / 10)}%`;
const PRINT: Readonly<Record<StatisticalCell["measure"], (value: number) => string>> = {
  tokens: formatNumber,
  cases: formatNumber,
  amount: (value) => formatAmount(value).replace(/,00$/, ""),
  share: percent,
};
const words = messages.statistics;

/** "1.250 (tussen 1.180 en 1.320)"; a cell that was left out says so, and nothing more. */
export function cellText({ measure, value, interval }: StatisticalCell): string {
  if (value === null) return words.suppressed;
  const print = PRINT[measure];
  return interval === null ? print(value) : `${print(value)} (${words.margin(print(interval[0]), print(interval[1]))})`;
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];

interface Props {
  /** Unique on the page. */
  id: string;
  table: StatisticalTableData;
  source: string;
  level?: 2 | 3 | 4;
}

/** Rows by columns, as the question made them; and a chart for each column that has enough to draw. */
export function StatisticalTable({ id, table, source, level = 3 }: Props) {
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
          { key: "rt-row", header: words.row, rowHeader: true, cell: (row: string) => row },
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
        <ColumnChart
          key={column}
          id={`${id}-${index}`}
          cells={table.cells.filter((cell) => cell.column === column)}
          title={column}
          source={source}
          level={level}
        />
      ))}
    </>
  );
}

interface ChartProps {
  id: string;
  cells: readonly StatisticalCell[];
  title: string;
  source: string;
  level: 2 | 3 | 4;
}

function ColumnChart({ id, cells, title, source, level }: ChartProps) {
  const shown = cells.flatMap((cell) => (cell.value === null ? [] : [{ ...cell, value: cell.value }]));
  const [first] = shown;
  if (first === undefined || shown.length < 2) return null;
  return (
    <SeriesChart
      id={id}
      title={title}
      unit={words.unit[first.measure]}
      points={shown.map(({ row, measure, value }) => ({
        label: row,
        value,
        text: PRINT[measure](value),
        approx: true,
      }))}
      caveat={words.caveat}
      source={source}
      level={level}
    />
  );
}
