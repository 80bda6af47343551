export interface ParliamentaryPaper {
  readonly id: string;
  /** "29911-441": dossier without spaces, hyphen, number. */
  readonly key: string;
  readonly dossier: string;
  readonly number: string;
  readonly date: string;
  readonly title: string;
  readonly kind: string;
  readonly ministers: readonly string[];
  readonly tkNumber: string | null;
  readonly caseNumber: string | null;
  readonly heldOn: string | null;
  readonly askedOn: string | null;
  readonly attachments: readonly string[];
  readonly sources: readonly string[];
}

export interface Signal {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly dateText: string | null;
  readonly reactionNeeded: boolean;
  readonly reactedIn: string | null;
  readonly answeredOn: string | null;
  readonly note: string | null;
  readonly status: "open" | "answered";
  readonly sources: readonly string[];
  readonly version: number;
}

/** Identifier of a Kamerstuk as officielebekendmakingen.nl makes it: dossier, sometimes a chapter, and a number or letters. */
const KST = /^(?:kst-)?([0-9]{5}|[ivxlc]+)(?:-([ivxlc]+))?-([0-9]+|[a-z]+)$/i;

export interface PaperId {
  readonly dossier: string;
  readonly chapter: string | null;
  readonly number: string;
}

/** "kst-29911-441", "33328-AI", "kst-34000-VII-8", "kst-cxxiv-g" → its parts; null when it is none. */
export function parsePaperId(text: string): PaperId | null {
  const match = KST.exec(text.replace(/\s/g, ""));
  if (!match) return null;
  const [, dossier = "", chapter, number = ""] = match;
  return { dossier: dossier.toUpperCase(), chapter: chapter?.toUpperCase() ?? null, number: number.toUpperCase() };
}

export const paperKeyOf = (dossier: string, number: string | number): string =>
  `${dossier.replace(/\s/g, "")}-${number}`;

/** How the House cites it: "29 911, nr. 441". */
export function citation({ dossier, number }: Pick<ParliamentaryPaper, "dossier" | "number">): string {
  const spaced = /^\d{5}$/.test(dossier.replace(/\s/g, ""))
    ? dossier.replace(/\s/g, "").replace(/^(\d{2})(\d{3})$/, "$1 $2")
    : dossier;
  return `${spaced}, nr. ${number}`;
}

/** Public page of a Kamerstuk; null for what is no Kamerstuk (an answer in the Aanhangsel). */
export function publicAddress(paper: Pick<ParliamentaryPaper, "key">): string | null {
  return parsePaperId(paper.key) === null ? null : `https://zoek.officielebekendmakingen.nl/kst-${paper.key}.html`;
}

export interface Settlement {
  readonly paperKey: string | null;
  readonly on: string | null;
}

/** "29911-441 (2024-06-28)" → paper and day; "brief 2021-11-30 (vermeld in 29911-372)" → the day alone. */
export function parseSettlement(text: string): Settlement {
  const paper = /^(\d{5}-\w+)\b/.exec(text)?.[1] ?? null;
  const on = /\b(\d{4}-\d{2}-\d{2})\b/.exec(text)?.[1] ?? null;
  return { paperKey: paper, on };
}
