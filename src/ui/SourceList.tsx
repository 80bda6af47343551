import { messages } from "./messages.nl.ts";

const isAddress = (source: string): boolean => /^https?:\/\//.test(source) && URL.canParse(source);

/** Readable name of a web address: its host and what stands last in its path. */
function nameOf(address: string): string {
  const { host, pathname } = new URL(address);
  const last = pathname.split("/").filter(Boolean).at(-1) ?? "";
  const words = safelyDecoded(last)
    .replace(/[+_]/g, " ")
    .replace(/\.html?$/, "");
  return words ? `${host.replace(/^www\./, "")}: ${shortened(words)}` : host.replace(/^www\./, "");
}

/** Cut between words, and visibly so. */
const shortened = (words: string): string =>
  words.length <= 70 ? words : `${words.slice(0, 70).replace(/[-\s]+[^-\s]*$/, "")}…`;

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function Source({ source }: { source: string }) {
  if (!isAddress(source)) return <span>{source}</span>;
  return (
    <a class="utrecht-link" href={source} rel="noreferrer external">
      {nameOf(source)}
    </a>
  );
}

export function SourceList({ sources, level = 2 }: { sources: readonly string[]; level?: 2 | 3 | 4 }) {
  if (sources.length === 0) return null;
  const Heading = `h${level}` as const;
  return (
    <section class="rt-sources">
      <Heading class="utrecht-heading-4">{sources.length === 1 ? messages.source : messages.sources}</Heading>
      <ul>
        {sources.map((source) => (
          <li key={source}>
            <Source source={source} />
          </li>
        ))}
      </ul>
    </section>
  );
}
