import { messages } from "../messages.nl.ts";
import { Source } from "../SourceList.tsx";
import { ColumnPlot } from "./ColumnPlot.tsx";

export interface ChartPoint {
  readonly label: string;
  readonly value: number;
  /** The value as a reader sees it, e.g. "circa 28". */
  readonly text: string;
  readonly approx?: boolean;
  readonly status?: "forecast" | "norm" | null;
}

export interface SeriesChartProps {
  /** Unique on the page. */
  id: string;
  title: string;
  unit: string;
  points: readonly ChartPoint[];
  caveat?: string | null;
  source?: string | readonly string[] | null;
  level?: 2 | 3 | 4;
}

const STATUS_NOTE = { forecast: ` (${messages.forecast})`, norm: ` (${messages.norm})` } as const;

export const noteOf = (point: ChartPoint): string => (point.status ? STATUS_NOTE[point.status] : "");

/** One series, one chart, its table beside it: no legend to look up and no second survey in the same picture. */
export function SeriesChart({ id, title, unit, points, caveat, source, level = 3 }: SeriesChartProps) {
  const Heading = `h${level}` as const;
  const sources = typeof source === "string" ? [source] : (source ?? []);
  const parts = points.map((point) => `${point.label}: ${point.text}${noteOf(point)}`).join("; ");
  return (
    <figure class="rt-chart">
      <figcaption>
        <Heading class="utrecht-heading-4" id={`${id}-titel`}>
          {title} <span class="rt-unit">({unit})</span>
        </Heading>
      </figcaption>
      <ColumnPlot id={id} points={points} alt={messages.chartAlt(title, parts)} />
      {caveat && (
        <p class="rt-caveat">
          <strong>{messages.caveat}:</strong> {caveat}
        </p>
      )}
      <details class="rt-chart-table">
        <summary>{messages.showTable}</summary>
        <PointTable title={title} unit={unit} points={points} />
      </details>
      {sources.length > 0 && (
        <p class="rt-chart-source">
          {messages.source}: {sources.map((one, index) => [index > 0 && ", ", <Source key={one} source={one} />])}
        </p>
      )}
    </figure>
  );
}

function PointTable({ title, unit, points }: Pick<SeriesChartProps, "title" | "unit" | "points">) {
  return (
    <table class="utrecht-table rt-table-plain">
      <caption class="rt-visually-hidden">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{messages.period}</th>
          <th scope="col" class="rt-numeric">
            {unit}
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.label}>
            <th scope="row">{point.label}</th>
            <td class="rt-numeric">
              {point.text}
              {noteOf(point)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
