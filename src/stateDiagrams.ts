import { COMMITMENT_TRANSITIONS } from "./modules/commitments/index.ts";
import { ROUND_TRANSITIONS } from "./modules/progress/index.ts";
import { DOSSIER_TRANSITIONS } from "./modules/publications/index.ts";
import { QUESTION_TRANSITIONS, STUDY_TRANSITIONS } from "./modules/research/index.ts";

/** The drawings in docs/states, made from the tables that the commands obey. Pure: who calls it writes the files. */

export interface StateTable {
  /** The noun in code; also the name of the file. */
  readonly noun: string;
  readonly title: string;
  /** Where the table stands. */
  readonly source: string;
  /** The state in which one of these begins. */
  readonly initial: string;
  readonly transitions: Readonly<Record<string, { from: readonly string[]; to: string }>>;
}

export const STATE_TABLES: readonly StateTable[] = [
  {
    noun: "commitment",
    title: "Commitment (toezegging)",
    source: "src/modules/commitments/commitment.ts",
    initial: "open",
    transitions: COMMITMENT_TRANSITIONS,
  },
  {
    noun: "dossier",
    title: "Dossier (dossier)",
    source: "src/modules/publications/dossier.ts",
    initial: "draft",
    transitions: DOSSIER_TRANSITIONS,
  },
  {
    noun: "reportingRound",
    title: "Reporting round (rapportageronde)",
    source: "src/modules/progress/round.ts",
    initial: "draft",
    transitions: ROUND_TRANSITIONS,
  },
  {
    noun: "study",
    title: "Study (onderzoek)",
    source: "src/modules/research/study.ts",
    initial: "preparing",
    transitions: STUDY_TRANSITIONS,
  },
  {
    noun: "studyQuestion",
    title: "Question of a study (onderzoeksvraag)",
    source: "src/modules/research/question.ts",
    initial: "asked",
    transitions: QUESTION_TRANSITIONS,
  },
];

const moves = ({ transitions }: StateTable) =>
  Object.entries(transitions).flatMap(([step, { from, to }]) => from.map((state) => ({ step, from: state, to })));

/** States that nothing leaves: the drawing shows them as ends. */
export function finalStates(table: StateTable): string[] {
  const left = new Set(moves(table).map(({ from }) => from));
  const reached = new Set(moves(table).map(({ to }) => to));
  return [...reached].filter((state) => !left.has(state));
}

/** States that the table names but that no series of steps reaches; there should be none. */
export function unreachableStates(table: StateTable): string[] {
  const all = moves(table);
  const reached = new Set([table.initial]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { from, to } of all) if (reached.has(from)) reached.add(to);
  }
  return [...new Set(all.flatMap(({ from, to }) => [from, to]))].filter((state) => !reached.has(state));
}

/** One page of Markdown: a Mermaid drawing, and the same as a table. */
export function stateDiagram(table: StateTable): string {
  const arrows = [
    `[*] --> ${table.initial}`,
    ...moves(table).map(({ step, from, to }) => `${from} --> ${to}: ${step}`),
    ...finalStates(table).map((state) => `${state} --> [*]`),
  ];
  const rows = Object.entries(table.transitions).map(
    ([step, { from, to }]) => `| \`${step}\` | ${from.map((state) => `\`${state}\``).join(", ")} | \`${to}\` |`,
  );
  return [
    `# ${table.title}`,
    "",
    `Made by \`npm run states\` from \`TRANSITIONS\` in \`${table.source}\`; a test compares. Do not edit by hand.`,
    "",
    "```mermaid",
    "stateDiagram-v2",
    ...arrows.map((arrow) => `  ${arrow}`),
    "```",
    "",
    "| Step | From | To |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** Every page by its file name. */
export const stateFiles = (): ReadonlyMap<string, string> =>
  new Map(STATE_TABLES.map((table) => [`${table.noun}.md`, stateDiagram(table)]));
