import type { ComponentChildren } from "preact";
import { messages } from "./messages.nl.ts";

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** This cell names the row. */
  readonly rowHeader?: boolean;
  readonly numeric?: boolean;
}

export interface DataTableProps<Row> {
  caption: string;
  captionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What to say when there is nothing. */
  empty: ComponentChildren;
}

/** A table that becomes cards on a phone; every cell then carries the name of its column. */
export function DataTable<Row>({ caption, captionHidden, columns, rows, rowKey, empty }: DataTableProps<Row>) {
  if (rows.length === 0) return <p class="utrecht-paragraph rt-empty-line">{empty}</p>;
  return (
    <div class="rt-table-scroll">
      <table class="utrecht-table rt-table">
        <caption class={captionHidden ? "rt-visually-hidden" : "utrecht-table__caption"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, header, numeric }) => (
              <th key={key} scope="col" class={numeric ? "rt-numeric" : undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = column.cell(row);
  if (column.rowHeader) return <th scope="row">{content}</th>;
  return (
    <td data-label={column.header} class={column.numeric ? "rt-numeric" : undefined}>
      <div>{content}</div>
    </td>
  );
}

export function Pagination({
  page,
  pages,
  href,
  label,
}: {
  page: number;
  pages: number;
  href: (page: number) => string;
  label: string;
}) {
  if (pages <= 1) return null;
  return (
    <nav class="utrecht-pagination rt-pagination" aria-label={label}>
      {page > 1 && (
        <a class="utrecht-link" rel="prev" href={href(page - 1)}>
          {messages.previous}
        </a>
      )}
      <span>{messages.page(page, pages)}</span>
      {page < pages && (
        <a class="utrecht-link" rel="next" href={href(page + 1)}>
          {messages.next}
        </a>
      )}
    </nav>
  );
}

/** A row of fields above a list; a plain GET form, so a filtered list has its own address. */
export function FilterBar({ action, children, label }: { action: string; children: ComponentChildren; label: string }) {
  return (
    <search>
      <form class="rt-filter" method="get" action={action} aria-label={label}>
        {children}
        <button class="utrecht-button utrecht-button--secondary-action" type="submit">
          {messages.filter}
        </button>
      </form>
    </search>
  );
}
