import { messages } from "./messages.nl.ts";

/** Traffic Light Protocol 2.0 (FIRST): the label is text in capitals, the colour only helps. */
export function TlpBadge({ tlp }: { tlp: string }) {
  return (
    <span class={`rt-tlp rt-tlp-${tlp.toLowerCase().replace("+", "-")}`} title={messages.tlp(`TLP:${tlp}`)}>
      TLP:{tlp}
    </span>
  );
}
