/**
 * The stored form of a document: a tree in the shape of ProseMirror JSON. Text that states a fact holds a
 * *reference* (a figure, a person, a table of actions …), never the fact itself; freezing resolves it.
 */
export type Mark =
  | { readonly type: "strong" }
  | { readonly type: "em" }
  | { readonly type: "link"; readonly attrs: { readonly href: string } }
  | { readonly type: "redacted"; readonly attrs: { readonly ground: string } };

export interface TextNode {
  readonly type: "text";
  readonly text: string;
  readonly marks?: readonly Mark[];
}

/** A fact inside a sentence. `kind` names the resolver, `key` what it must look up. */
export interface InlineReference {
  readonly type: "reference";
  readonly attrs: { readonly kind: string; readonly key: string };
}

export type SourceInline = TextNode | InlineReference;

/** A whole block that is built from the records: an action table, a chart, the CW 3.1 box. */
export interface BlockReference {
  readonly type: "blockReference";
  readonly attrs: { readonly kind: string; readonly params: Readonly<Record<string, string>> };
}

export type SourceBlock =
  | {
      readonly type: "heading";
      readonly attrs: { readonly level: 1 | 2 | 3 };
      readonly content: readonly SourceInline[];
    }
  | { readonly type: "paragraph"; readonly content: readonly SourceInline[] }
  | { readonly type: "bulletList" | "orderedList"; readonly content: readonly (readonly SourceInline[])[] }
  | { readonly type: "blockquote"; readonly content: readonly SourceInline[] }
  | {
      readonly type: "table";
      readonly attrs: { readonly caption: string; readonly headerColumn: boolean };
      readonly header: readonly string[];
      readonly rows: readonly (readonly (readonly SourceInline[])[])[];
    }
  | {
      readonly type: "image";
      readonly attrs: { readonly alt: string; readonly mediaType: "image/png" | "image/jpeg"; readonly base64: string };
    }
  | BlockReference;

export interface SourceDocument {
  readonly type: "doc";
  readonly title: string;
  readonly content: readonly SourceBlock[];
}
