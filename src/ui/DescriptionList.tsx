import type { ComponentChildren } from "preact";

export interface Description {
  readonly term: string;
  readonly description: ComponentChildren;
}

/** Facts about one thing. A fact that is not known is left out, not printed as a dash. */
export function DescriptionList({ items }: { items: readonly Description[] }) {
  const known = items.filter(
    ({ description }) =>
      description !== null && description !== undefined && description !== "" && description !== false,
  );
  if (known.length === 0) return null;
  return (
    <dl class="rt-facts">
      {known.map(({ term, description }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}
