import {
  findProblems,
  type Problem,
  type Profile,
  type ProvenanceEntry,
  type ResolvedBlock,
  type ResolvedDocument,
  type ResolvedInline,
  type SourceBlock,
  type SourceInline,
  withContentHash,
} from "../../documents/index.ts";
import { formatDate, formatPeriod } from "../../ui/dutch.ts";
import { citation } from "../commitments/index.ts";
import { printValue } from "../indicators/index.ts";
import { BLOCK_RESOLVERS, requirePublic, UnresolvedError } from "./blocks.ts";
import type { DossierDocument, Official } from "./dossier.ts";
import { type Facts, openFacts } from "./facts.ts";
import { messages } from "./messages.nl.ts";

const words = messages.resolve;

/** Numbers the facts of one document in order of first use. */
class Provenance {
  readonly entries: ProvenanceEntry[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(entry: Omit<ProvenanceEntry, "number">): number {
    const known = this.#numbers.get(entry.record);
    if (known !== undefined) return known;
    const number = this.entries.length + 1;
    this.#numbers.set(entry.record, number);
    this.entries.push({ number, ...entry });
    return number;
  }
}

interface Context {
  readonly facts: Facts;
  readonly officials: readonly Official[];
  readonly profile: Profile;
  readonly provenance: Provenance;
}

/** `key` is "name of the indicator|period". */
function resolveFigure(key: string, { facts, profile, provenance }: Context): ResolvedInline {
  const [name = "", period = ""] = key.split("|");
  const indicator = facts.indicators.find((one) => one.name === name);
  const observation = indicator?.observations.find((one) => one.period === period);
  if (indicator === undefined || observation === undefined) throw new UnresolvedError(words.unknownFigure(key));
  if (observation.withdrawnReason !== null) throw new UnresolvedError(words.withdrawnFigure(key));
  if (profile === "public" && observation.marking !== "CLEAR") throw new UnresolvedError(words.notPublic(key));
  const value = printValue(observation, indicator.unit);
  const number = provenance.numberOf({
    label: `${indicator.name}, ${formatPeriod(period)}`,
    value,
    producer: indicator.producer,
    sources: observation.sources.length > 0 ? observation.sources : indicator.sources,
    note: [indicator.caveat, observation.note].filter(Boolean).join("; ") || null,
    record: `observation:${observation.id}`,
  });
  return { type: "figure", text: value, provenance: number };
}

/** Officials are references: named inside, left out with the ground outside (Woo article 5.1, second paragraph, under e). */
function resolvePerson(key: string, { officials, profile }: Context): ResolvedInline {
  const official = officials.find((one) => one.key === key);
  if (official === undefined) throw new UnresolvedError(words.unknownPerson(key));
  if (profile === "public") return { type: "redaction", ground: messages.officialRedacted };
  return { type: "text", text: [official.name, official.function, official.contact].filter(Boolean).join(", ") };
}

function resolveCount(key: string, { facts }: Context): ResolvedInline {
  const [year = "", status] = key.split("|");
  // A number must be the same in the internal and the public text, so it counts what everybody may know.
  const actions = openFacts(facts).plans.get(Number(year));
  if (actions === undefined) throw new UnresolvedError(words.unknownPlan(year));
  const chosen = actions.filter(
    (action) => action.scope === "core" && (status === undefined || action.status === status),
  );
  requirePublic(chosen, ({ title }) => title);
  return { type: "text", text: String(chosen.length) };
}

function resolvePaper(key: string, { facts }: Context): ResolvedInline {
  const paper = facts.papers.find((one) => one.key === key);
  if (paper === undefined) throw new UnresolvedError(words.unknownPaper(key));
  return { type: "text", text: `${formatDate(paper.date)} (Kamerstukken II, ${citation(paper)})` };
}

const INLINE: ReadonlyMap<string, (key: string, context: Context) => ResolvedInline> = new Map([
  ["figure", resolveFigure],
  ["person", resolvePerson],
  ["count", resolveCount],
  ["paper", resolvePaper],
  [
    "referenceDate",
    (_key: string, { facts }: Context): ResolvedInline => ({ type: "text", text: formatDate(facts.referenceDate) }),
  ],
]);

function resolveInline(node: SourceInline, context: Context): ResolvedInline {
  if (node.type === "reference") {
    const resolver = INLINE.get(node.attrs.kind);
    if (resolver === undefined) throw new UnresolvedError(words.unknownKind(node.attrs.kind));
    return resolver(node.attrs.key, context);
  }
  const marks = node.marks ?? [];
  const redacted = marks.find((mark) => mark.type === "redacted");
  if (redacted?.type === "redacted" && context.profile === "public")
    return { type: "redaction", ground: redacted.attrs.ground };
  const link = marks.find((mark) => mark.type === "link");
  return {
    type: "text",
    text: node.text,
    ...(marks.some(({ type }) => type === "strong") && { strong: true }),
    ...(marks.some(({ type }) => type === "em") && { em: true }),
    ...(link?.type === "link" && { href: link.attrs.href }),
  };
}

function resolveBlock(node: SourceBlock, context: Context): ResolvedBlock[] {
  const run = (content: readonly SourceInline[]) => content.map((one) => resolveInline(one, context));
  switch (node.type) {
    case "heading":
      return [{ type: "heading", level: node.attrs.level, content: run(node.content) }];
    case "paragraph":
      return [{ type: "paragraph", content: run(node.content) }];
    case "bulletList":
    case "orderedList":
      return [{ type: "list", ordered: node.type === "orderedList", items: node.content.map(run) }];
    case "blockquote":
      return [{ type: "quote", content: run(node.content) }];
    case "table":
      return [{ type: "table", ...node.attrs, header: node.header, rows: node.rows.map((row) => row.map(run)) }];
    case "image":
      return [{ type: "image", ...node.attrs }];
    case "blockReference": {
      const resolver = BLOCK_RESOLVERS.get(node.attrs.kind);
      if (resolver === undefined) throw new UnresolvedError(words.unknownKind(node.attrs.kind));
      return resolver(node.attrs.params, context.facts);
    }
  }
}

export interface Resolution {
  readonly document: ResolvedDocument;
  readonly problems: readonly Problem[];
}

/**
 * Turns a stored document into text, tables and charts on the reference date of `facts`. Pure: the same input gives
 * the same document and hash. What cannot be resolved is named with its place instead of left out.
 */
export function resolveDocument(
  source: DossierDocument,
  facts: Facts,
  officials: readonly Official[],
  profile: Profile,
): Resolution {
  const known = profile === "public" ? openFacts(facts) : facts;
  const context: Context = { facts: known, officials, profile, provenance: new Provenance() };
  const problems: Problem[] = [];
  const kindLabel = messages.template[source.template];
  const blocks = source.body.content.flatMap((node, index) => {
    try {
      return resolveBlock(node, context);
    } catch (error) {
      if (!(error instanceof UnresolvedError)) throw error;
      problems.push({ place: words.place(kindLabel, index + 1), message: error.message });
      return [];
    }
  });
  const document = withContentHash({
    kindLabel,
    title: source.body.title,
    language: "nl-NL",
    profile,
    meta: [...source.meta, { label: messages.referenceDate, value: formatDate(facts.referenceDate) }],
    referenceDate: facts.referenceDate,
    sender: facts.programme?.leadMinistry?.replace(/ \(regie\)$/, "") ?? "Rondetafel",
    marking: profile === "public" ? "TLP:CLEAR" : "TLP:AMBER",
    blocks,
    provenance: context.provenance.entries,
  });
  const faults = findProblems(document).map(({ place, message }) => ({
    place: `${kindLabel}, ${place.toLowerCase()}`,
    message,
  }));
  return { document, problems: [...problems, ...faults] };
}
