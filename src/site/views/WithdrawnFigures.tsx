import { formatDate } from "../../ui/dutch.ts";
import { Notice } from "../../ui/Notice.tsx";
import type { SiteContext } from "../frame.tsx";
import { messages } from "../messages.nl.ts";

interface Props {
  context: SiteContext;
  figures: readonly { observation: string; label: string }[];
}

/** A published text does not change, but whoever reads it must know that a figure in it was taken back, and why. */
export function WithdrawnFigures({ context, figures }: Props) {
  const found = figures.flatMap(({ observation, label }) => {
    const said = context.site.withdrawn.get(observation);
    return said === undefined ? [] : [{ observation, label, ...said }];
  });
  if (found.length === 0) return null;
  return (
    <Notice kind="warning">
      <p>{messages.withdrawn.lead}</p>
      <ul>
        {found.map(({ observation, label, reason, withdrawnOn }) => (
          <li key={observation}>{messages.withdrawn.one(label, formatDate(withdrawnOn), reason)}</li>
        ))}
      </ul>
    </Notice>
  );
}
