import type { ComponentChildren } from "preact";

/** A message on the page. Static text is not a live region: it is read where it stands. */
export function Notice({ kind, children }: { kind: "ok" | "warning" | "error" | "info"; children: ComponentChildren }) {
  return <div class={`utrecht-alert rt-notice rt-notice-${kind}`}>{children}</div>;
}
