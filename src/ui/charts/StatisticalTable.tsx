import { DataTable } from "../DataTable.tsx";
import { formatAmount, formatNumber } from "../dutch.ts";
import { messages } from "../messages.nl.ts";
import { Source } from "../SourceList.tsx";

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

/** The same for a table: the number stands out, its margin under it. */
function CellValue({ cell }: { cell: StatisticalCell }) {
  if (cell.value === null) return <span class="rt-left-out">{words.suppressed}</span>;
  const print = PRINT[cell.measure];
  return (
    <>
      <strong>{print(cell.value)}</strong>
      {cell.interval !== null && (
        <small class="rt-margin"> ({words.margin(print(cell.interval[0]), print(cell.interval[1]))})</small>
      )}
    </>
  );
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];

interface Props {
  table: StatisticalTableData;
  source: string;
  level?: 2 | 3 | 4;
}

/** Under a heading with its title: rows by columns, as the question made them; then a chart for each column that has enough to draw. */
export function StatisticalTable({ table, source, level = 3 }: Props) {
  const columns = unique(table.cells.map(({ column }) => column));
  const rows = unique(table.cells.map(({ row }) => row));
  const at = (row: string, column: string) => table.cells.find((cell) => cell.row === row && cell.column === column);
  return (
    <>
      <DataTable
        caption={table.title}
        captionHidden
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
              return cell === undefined ? "" : <CellValue cell={cell} />;
            },
          })),
        ]}
      />
      {table.proportionality && (
        <p>
          <strong>{table.proportionality}</strong>
        </p>
      )}
      {columns.map((column) => (
        <BarChart
          key={column}
          cells={table.cells.filter((cell) => cell.column === column)}
          title={column}
          level={level}
        />
      ))}
      <p class="rt-caveat">
        <strong>{messages.caveat}:</strong> {words.caveat}
        {table.cells.some(({ interval }) => interval !== null) && ` ${words.line}`}
      </p>
      <p class="rt-chart-source">
        {messages.source}: <Source source={source} />
      </p>
    </>
  );
}

interface ChartProps {
  cells: readonly StatisticalCell[];
  title: string;
  level: 2 | 3 | 4;
}

/**
 * One bar for each row, with the margin as a line through its end. The words are text beside the drawing, so that they
 * keep their size on a phone; the table above has the same numbers.
 */
function BarChart({ cells, title, level }: ChartProps) {
  const shown = cells.flatMap((cell) => (cell.value === null ? [] : [{ ...cell, value: cell.value }]));
  if (shown.length < 2) return null;
  const Heading = `h${level}` as const;
  const most = Math.max(...shown.map(({ value, interval }) => Math.max(value, interval?.[1] ?? 0)));
  const share = (value: number): number => (most > 0 ? (100 * Math.max(0, value)) / most : 0);
  return (
    <figure class="rt-bars">
      <figcaption>
        <Heading class="utrecht-heading-4">{title}</Heading>
      </figcaption>
      <ul>
        {shown.map(({ id, row, measure, value, interval }) => (
          <li key={id}>
            <span>{row}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect class="rt-share" x="0" y="0" width={share(value)} height="10" />
              {interval !== null && (
                <rect
                  class="rt-share-margin"
                  x={share(interval[0])}
                  y="4"
                  width={share(interval[1]) - share(interval[0])}
                  height="2"
                />
              )}
            </svg>
            <strong>{PRINT[measure](value)}</strong>
          </li>
        ))}
      </ul>
    </figure>
  );
}
