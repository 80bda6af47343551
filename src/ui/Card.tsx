import type { ComponentChildren } from "preact";

/** One thing on the desk. `href` makes its title the link. */
export function Card({
  title,
  href,
  level = 2,
  children,
  footer,
}: {
  title: string;
  href?: string;
  level?: 2 | 3 | 4;
  children?: ComponentChildren;
  footer?: ComponentChildren;
}) {
  const Heading = `h${level}` as const;
  return (
    <article class="rt-card">
      <Heading class="utrecht-heading-3">
        {href ? (
          <a class="utrecht-link" href={href}>
            {title}
          </a>
        ) : (
          title
        )}
      </Heading>
      {children}
      {footer && <div class="rt-card-footer">{footer}</div>}
    </article>
  );
}

export const CardGrid = ({ children }: { children: ComponentChildren }) => <div class="rt-card-grid">{children}</div>;
