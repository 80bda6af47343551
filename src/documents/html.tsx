import { renderToString } from "preact-render-to-string";
import { messages } from "./messages.nl.ts";
import type {
  ProvenanceEntry,
  ResolvedBlock,
  ResolvedChart,
  ResolvedDocument,
  ResolvedInline,
  ResolvedTable,
} from "./resolved.ts";

/** `prefix` keeps ids apart when several documents stand on one page. */
interface Context {
  readonly prefix: string;
}

function Inline({ content, context }: { content: readonly ResolvedInline[]; context: Context }) {
  return <>{content.map((node, index) => renderInline(node, index, context))}</>;
}

function renderInline(node: ResolvedInline, key: number, context: Context) {
  if (node.type === "redaction") {
    return (
      <span key={key} class="rt-redaction">
        <span aria-hidden="true">[{node.ground}]</span>
        <span class="rt-visually-hidden">{messages.redacted(node.ground)}</span>
      </span>
    );
  }
  if (node.type === "figure") {
    return (
      <span key={key} class="rt-figure">
        {node.text}
        <sup>
          <a
            class="utrecht-link"
            href={`#${context.prefix}herkomst-${node.provenance}`}
            aria-label={messages.sourceNumber(node.provenance)}
          >
            {node.provenance}
          </a>
        </sup>
      </span>
    );
  }
  const marked = node.strong ? <strong>{node.text}</strong> : node.em ? <em>{node.text}</em> : node.text;
  if (node.href === undefined) return <span key={key}>{marked}</span>;
  return (
    <a key={key} class="utrecht-link" href={node.href} rel="noreferrer">
      {marked}
    </a>
  );
}

function Table({ table, context }: { table: ResolvedTable; context: Context }) {
  return (
    <>
      <div class="rt-table-scroll">
        <table class="utrecht-table">
          <caption class="utrecht-table__caption">{table.caption}</caption>
          <thead>
            <tr>
              {table.header.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) =>
                  column === 0 && table.headerColumn ? (
                    <th key={column} scope="row">
                      <Inline content={cell} context={context} />
                    </th>
                  ) : (
                    <td key={column}>
                      <Inline content={cell} context={context} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.note && <p class="rt-caveat">{table.note}</p>}
    </>
  );
}

const WIDTH = 640;
const ROW = 34;

/** Bars with their values; the colours come from the style sheet, so the picture follows light and dark. */
function Chart({ chart, id }: { chart: ResolvedChart; id: string }) {
  const top = Math.max(...chart.points.map(({ value }) => value), 0) || 1;
  return (
    <figure class="rt-chart">
      <figcaption>
        <strong>{chart.title}</strong> ({chart.unit})
      </figcaption>
      <svg
        class="rt-plot"
        viewBox={`0 0 ${WIDTH} ${chart.points.length * ROW + 8}`}
        role="img"
        aria-labelledby={`${id}-alt`}
      >
        <title id={`${id}-alt`}>{chart.alt}</title>
        {chart.points.map(({ label, value, text }, index) => {
          const width = Math.max(2, (Math.max(0, value) / top) * (WIDTH - 350));
          return (
            <g key={label}>
              <text class="rt-bar-label" x="0" y={index * ROW + 23}>
                {label}
              </text>
              <rect class="rt-bar-mark" x="220" y={index * ROW + 6} width={width} height="24" rx="2" />
              <text class="rt-bar-value" x={228 + width} y={index * ROW + 23}>
                {text}
              </text>
            </g>
          );
        })}
      </svg>
      <Table table={chartTable(chart)} context={{ prefix: "" }} />
      {chart.caveat && (
        <p class="rt-caveat">
          <strong>{messages.caveat}:</strong> {chart.caveat}
        </p>
      )}
      <p class="rt-chart-source">
        {messages.source}: {chart.source}
      </p>
    </figure>
  );
}

/** The table beside a chart, the same in every output. */
export const chartTable = (chart: ResolvedChart): ResolvedTable => ({
  type: "table",
  caption: chart.title,
  header: [messages.period, chart.unit],
  headerColumn: true,
  rows: chart.points.map(({ label, text }) => [[{ type: "text", text: label }], [{ type: "text", text }]]),
});

function Block({ block, index, context }: { block: ResolvedBlock; index: number; context: Context }) {
  switch (block.type) {
    case "heading": {
      const Heading = `h${block.level + 1}` as "h2" | "h3" | "h4";
      return (
        <Heading class={`utrecht-heading-${block.level + 1}`}>
          <Inline content={block.content} context={context} />
        </Heading>
      );
    }
    case "paragraph":
      return (
        <p class="utrecht-paragraph">
          <Inline content={block.content} context={context} />
        </p>
      );
    case "list": {
      const items = block.items.map((item, position) => (
        <li key={position}>
          <Inline content={item} context={context} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "quote":
      return (
        <blockquote>
          <Inline content={block.content} context={context} />
        </blockquote>
      );
    case "image":
      return <img src={`data:${block.mediaType};base64,${block.base64}`} alt={block.alt} />;
    case "table":
      return <Table table={block} context={context} />;
    case "chart":
      return <Chart chart={block} id={`${context.prefix}grafiek-${index}`} />;
  }
}

function Provenance({ entries, context }: { entries: readonly ProvenanceEntry[]; context: Context }) {
  if (entries.length === 0) return null;
  return (
    <section class="rt-provenance" aria-labelledby={`${context.prefix}herkomst`}>
      <h2 class="utrecht-heading-2" id={`${context.prefix}herkomst`}>
        {messages.provenance}
      </h2>
      <ol>
        {entries.map(({ number, label, value, producer, sources, note }) => (
          <li key={number} id={`${context.prefix}herkomst-${number}`} value={number}>
            {label}: {value}. {producer}
            {note && `. ${note}`}
            {sources.map((source) => (
              <span key={source}>
                .{" "}
                {/^https?:/.test(source) ? (
                  <a class="utrecht-link" href={source} rel="noreferrer">
                    {source}
                  </a>
                ) : (
                  source
                )}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The document as part of a page; `showTitle` is off where the page itself prints the title. */
export function DocumentArticle({
  document,
  prefix = "",
  showTitle = true,
}: {
  document: ResolvedDocument;
  prefix?: string;
  showTitle?: boolean;
}) {
  const context = { prefix };
  return (
    <article class="rt-document" lang={document.language}>
      <p class="rt-muted">{document.kindLabel}</p>
      {showTitle && <h1 class="utrecht-heading-1">{document.title}</h1>}
      <dl class="rt-facts">
        {document.meta.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {document.blocks.map((block, index) => (
        <Block key={index} block={block} index={index} context={context} />
      ))}
      <Provenance entries={document.provenance} context={context} />
    </article>
  );
}

const FILE_STYLE =
  "body{font:1.125rem/1.6 'Atkinson Hyperlegible Next',Verdana,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1f2423}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid #cfc8ba}caption{text-align:left;font-weight:700}.rt-visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.rt-bar-mark{fill:#0b5563}a{color:#0b5563}dl>div{display:flex;gap:1rem}dt{min-width:10rem;color:#4c5452}dd{margin:0}";

/** The document as one file that stands on its own: no script, nothing fetched. */
export function renderHtmlFile(document: ResolvedDocument): string {
  const page = (
    <html lang={document.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{document.title}</title>
        <style dangerouslySetInnerHTML={{ __html: FILE_STYLE }} />
      </head>
      <body>
        <main>
          <DocumentArticle document={document} />
        </main>
      </body>
    </html>
  );
  return `<!DOCTYPE html>${renderToString(page)}`;
}
