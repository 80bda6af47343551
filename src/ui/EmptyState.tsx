import { ButtonLink } from "./Button.tsx";

/** An empty page says what belongs here and what to do. */
export function EmptyState({
  title,
  text,
  action,
}: {
  title: string;
  text: string;
  action?: { href: string; label: string };
}) {
  return (
    <section class="rt-empty">
      <h2 class="utrecht-heading-3">{title}</h2>
      <p class="utrecht-paragraph">{text}</p>
      {action && <ButtonLink href={action.href}>{action.label}</ButtonLink>}
    </section>
  );
}
