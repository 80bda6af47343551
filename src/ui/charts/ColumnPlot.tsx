import { type ChartPoint, noteOf } from "./SeriesChart.tsx";

const ROW = 34;
const LABEL_WIDTH = 215;
const WIDTH = 640;
const PLOT = WIDTH - LABEL_WIDTH - 130;
const COLUMN_HEIGHT = 200;
/** A longer label does not fit beside its bar and stands above it. */
const LONGEST_BESIDE = 24;
const TALL_ROW = 60;

/** Labels that fit under a column; longer ones get a bar with the label before it. */
const fitsColumn = (points: readonly ChartPoint[]): boolean =>
  points.length <= 10 && points.every(({ label }) => label.length <= 60 / points.length);

const barClass = ({ approx, status }: ChartPoint): string =>
  ["rt-bar-mark", approx ? "rt-bar-approx" : "", status ? `rt-bar-${status}` : ""].filter(Boolean).join(" ");

/** Starts at zero: a column that does not would exaggerate. */
export function ColumnPlot({ id, points, alt }: { id: string; points: readonly ChartPoint[]; alt: string }) {
  const top = Math.max(...points.map(({ value }) => value), 0) || 1;
  return fitsColumn(points) ? (
    <Columns id={id} points={points} alt={alt} top={top} />
  ) : (
    <Bars id={id} points={points} alt={alt} top={top} />
  );
}

interface PlotProps {
  id: string;
  points: readonly ChartPoint[];
  alt: string;
  top: number;
}

function Columns({ id, points, alt, top }: PlotProps) {
  const step = WIDTH / points.length;
  const width = Math.min(72, step * 0.6);
  return (
    <svg
      class="rt-plot rt-plot-columns"
      viewBox={`0 0 ${WIDTH} ${COLUMN_HEIGHT + 62}`}
      role="img"
      aria-labelledby={`${id}-alt`}
    >
      <title id={`${id}-alt`}>{alt}</title>
      {points.map((point, index) => {
        const height = Math.max(2, (Math.max(0, point.value) / top) * COLUMN_HEIGHT);
        const middle = index * step + step / 2;
        const y = COLUMN_HEIGHT + 28 - height;
        return (
          <g key={point.label}>
            <rect class={barClass(point)} x={middle - width / 2} y={y} width={width} height={height} rx="2" />
            <text class="rt-bar-value" x={middle} y={y - 8} text-anchor="middle">
              {point.text}
            </text>
            <text class="rt-bar-label" x={middle} y={COLUMN_HEIGHT + 50} text-anchor="middle">
              {point.label}
              {noteOf(point)}
            </text>
          </g>
        );
      })}
      <line class="rt-axis" x1="0" x2={WIDTH} y1={COLUMN_HEIGHT + 28} y2={COLUMN_HEIGHT + 28} />
    </svg>
  );
}

function Bars(props: PlotProps) {
  return props.points.some(({ label }) => label.length > LONGEST_BESIDE) ? (
    <TallBars {...props} />
  ) : (
    <ShortBars {...props} />
  );
}

function TallBars({ id, points, alt, top }: PlotProps) {
  const room = WIDTH - 130;
  return (
    <svg class="rt-plot" viewBox={`0 0 ${WIDTH} ${points.length * TALL_ROW}`} role="img" aria-labelledby={`${id}-alt`}>
      <title id={`${id}-alt`}>{alt}</title>
      {points.map((point, index) => {
        const width = Math.max(2, (Math.max(0, point.value) / top) * room);
        const y = index * TALL_ROW;
        return (
          <g key={point.label}>
            <text class="rt-bar-label" x="0" y={y + 18}>
              {point.label}
              {noteOf(point)}
            </text>
            <rect class={barClass(point)} x="0" y={y + 26} width={width} height="24" rx="2" />
            <text class="rt-bar-value" x={width + 8} y={y + 43}>
              {point.text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function ShortBars({ id, points, alt, top }: PlotProps) {
  return (
    <svg class="rt-plot" viewBox={`0 0 ${WIDTH} ${points.length * ROW + 8}`} role="img" aria-labelledby={`${id}-alt`}>
      <title id={`${id}-alt`}>{alt}</title>
      {points.map((point, index) => {
        const width = Math.max(2, (Math.max(0, point.value) / top) * PLOT);
        const y = index * ROW + 6;
        return (
          <g key={point.label}>
            <text class="rt-bar-label" x="0" y={y + 17}>
              {point.label}
              {noteOf(point)}
            </text>
            <rect class={barClass(point)} x={LABEL_WIDTH} y={y} width={width} height="24" rx="2" />
            <text class="rt-bar-value" x={LABEL_WIDTH + width + 8} y={y + 17}>
              {point.text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
