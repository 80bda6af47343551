import type { ChartPoint, ResolvedChart } from "./resolved.ts";

const escapeSvg = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

const WIDTH = 640;
const LABEL = 220;
const ROW = 34;
const HEIGHT = 190;
const INK = "#1f2423";
const PETROL = "#0b5563";
const FONT = "Atkinson Hyperlegible Next";

const text = (x: number, y: number, content: string, extra = ""): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-family="${FONT}" font-size="15" fill="${INK}" ${extra}>${escapeSvg(content)}</text>`;

function columns(points: readonly ChartPoint[], top: number): string {
  const step = WIDTH / points.length;
  const width = Math.min(70, step * 0.6);
  const marks = points.map((point, index) => {
    const height = Math.max(2, (Math.max(0, point.value) / top) * HEIGHT);
    const middle = index * step + step / 2;
    const y = HEIGHT + 26 - height;
    const bar = `<rect x="${(middle - width / 2).toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${PETROL}"/>`;
    return (
      bar +
      text(middle, y - 7, point.text, 'text-anchor="middle" font-weight="bold"') +
      text(middle, HEIGHT + 48, point.label, 'text-anchor="middle"')
    );
  });
  return `${marks.join("")}<line x1="0" x2="${WIDTH}" y1="${HEIGHT + 26}" y2="${HEIGHT + 26}" stroke="#7b766b"/>`;
}

function bars(points: readonly ChartPoint[], top: number): string {
  const plot = WIDTH - LABEL - 130;
  return points
    .map((point, index) => {
      const width = Math.max(2, (Math.max(0, point.value) / top) * plot);
      const y = index * ROW + 5;
      const bar = `<rect x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="24" fill="${PETROL}"/>`;
      return text(0, y + 17, point.label) + bar + text(LABEL + width + 8, y + 17, point.text, 'font-weight="bold"');
    })
    .join("");
}

/** The picture of a chart as SVG text, colours included; the same for print and for office files. Starts at zero. */
export function chartSvg(chart: ResolvedChart): string {
  const top = Math.max(...chart.points.map(({ value }) => value), 0) || 1;
  const asBars =
    chart.kind === "bar" ||
    chart.points.length > 10 ||
    chart.points.some(({ label }) => label.length > 60 / chart.points.length);
  const height = asBars ? chart.points.length * ROW + 8 : HEIGHT + 60;
  const body = asBars ? bars(chart.points, top) : columns(chart.points, top);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">${body}</svg>`;
}

/** The figures of a chart as rows: every chart has its table. */
export const chartRows = (chart: ResolvedChart): string[][] =>
  chart.points.map(({ label, text: value }) => [label, value]);
