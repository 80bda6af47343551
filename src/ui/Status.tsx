import { messages } from "./messages.nl.ts";

export const STATUS_SHAPES = ["onTrack", "atRisk", "late", "awaitingLaw", "done", "stopped", "notReported"] as const;
export type StatusShape = (typeof STATUS_SHAPES)[number];

/** One word per status, the same in page, chart, PDF and spreadsheet. */
export const STATUS_WORDS: Readonly<Record<StatusShape, string>> = messages.status;

export const isStatusShape = (value: string): value is StatusShape => STATUS_SHAPES.some((shape) => shape === value);

/** The drawing inside a 20 × 20 box; colour comes from the class around it. */
function Shape({ status }: { status: StatusShape }) {
  const line = { fill: "none", stroke: "currentColor", "stroke-width": 2 } as const;
  switch (status) {
    case "onTrack":
      return (
        <>
          <circle cx="10" cy="10" r="8" {...line} />
          <path d="M6 10.5l2.7 2.7L14 7.5" {...line} />
        </>
      );
    case "atRisk":
      return <path d="M10 1.5 18.5 10 10 18.5 1.5 10Z" fill="currentColor" />;
    case "late":
      return <path d="M10 2 19 18H1Z" fill="currentColor" />;
    case "awaitingLaw":
      return <path d="M5 3h3.5v14H5zM11.5 3H15v14h-3.5z" fill="currentColor" />;
    case "done":
      return (
        <>
          <circle cx="10" cy="10" r="9" fill="currentColor" />
          <path d="M5.8 10.5l2.9 2.9L14.3 7" fill="none" stroke="var(--rt-paper)" stroke-width="2.2" />
        </>
      );
    case "stopped":
      return <path d="M3 3h14v14H3z" fill="currentColor" />;
    case "notReported":
      return <circle cx="10" cy="10" r="8" {...line} stroke-dasharray="2.6 2.6" />;
  }
}

export function StatusIcon({ status }: { status: StatusShape }) {
  return (
    <svg
      class={`rt-status-icon rt-status-${status}`}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      <Shape status={status} />
    </svg>
  );
}

/** Colour, word and shape together: none of the three carries the meaning alone. */
export function StatusBadge({ status, label }: { status: StatusShape; label?: string }) {
  return (
    <span class={`utrecht-status-badge rt-status rt-status-${status}`}>
      <StatusIcon status={status} />
      {label ?? STATUS_WORDS[status]}
    </span>
  );
}

/** How many per status, as a bar with its own words beside it. Empty statuses are left out. */
export function StatusBar({ counts }: { counts: Readonly<Partial<Record<StatusShape, number>>> }) {
  const parts = STATUS_SHAPES.map((status) => ({ status, count: counts[status] ?? 0 })).filter(
    ({ count }) => count > 0,
  );
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let offset = 0;
  return (
    <div class="rt-status-bar">
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {parts.map(({ status, count }) => {
          const width = (100 * count) / total;
          const x = offset;
          offset += width;
          return (
            <rect
              key={status}
              class={`rt-bar rt-status-${status}`}
              x={x}
              y="0"
              width={Math.max(0, width - 0.6)}
              height="6"
              fill="currentColor"
            />
          );
        })}
      </svg>
      <ul>
        {parts.map(({ status, count }) => (
          <li key={status} class={`rt-status-${status}`}>
            <StatusIcon status={status} />
            <span>
              <strong>{count}</strong> {STATUS_WORDS[status].toLowerCase()}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
