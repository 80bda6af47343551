import type { ComponentChildren } from "preact";
import { formatPeriod } from "./dutch.ts";

export interface TimelineItem {
  /** Calendar day or a period as text; printed the Dutch way. */
  readonly date: string;
  readonly title: ComponentChildren;
  readonly body?: ComponentChildren;
}

const MACHINE_DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol class="rt-timeline">
      {items.map(({ date, title, body }, index) => (
        <li key={`${date}-${index}`}>
          {MACHINE_DATE.test(date) ? (
            <time dateTime={date}>{formatPeriod(date)}</time>
          ) : (
            <span class="rt-time">{formatPeriod(date)}</span>
          )}
          <div>
            <p class="rt-timeline-title">{title}</p>
            {body}
          </div>
        </li>
      ))}
    </ol>
  );
}
