import type { ComponentChildren } from "preact";
import { ButtonLink } from "./Button.tsx";

/** How a page opens: the answer in one figure and one sentence, and the next step. */
export function Answer({
  figure,
  sentence,
  next,
}: {
  figure?: string;
  sentence: ComponentChildren;
  next?: { href: string; label: string };
}) {
  return (
    <section class="rt-answer">
      {figure && <p class="rt-answer-figure">{figure}</p>}
      <div>
        <p class="rt-answer-sentence">{sentence}</p>
        {next && <ButtonLink href={next.href}>{next.label}</ButtonLink>}
      </div>
    </section>
  );
}
