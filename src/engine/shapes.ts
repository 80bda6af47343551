import type { Atom, ReleasedCell, Table } from "../disclosure/table.ts";

/** One sealed file of a snapshot, as writeShards made it. */
export interface ShardFile {
  /** Which part of the tokens it holds; a snapshot may have several files for one shard (one for each upload). */
  readonly shard: number;
  readonly name: string;
  /** SHA-256 of the ciphertext, hex. */
  readonly sha256: string;
  readonly rows: number;
}

/** What the study's data were at one moment: one file per shard, in the order of the shards. */
export interface Snapshot {
  readonly id: string;
  /** Folder that holds the files. */
  readonly folder: string;
  readonly files: readonly ShardFile[];
}

/** One earlier release on overlapping data, with its cells as they were published. */
export interface EarlierRelease {
  readonly release: string;
  readonly template: string;
  readonly version: number;
  readonly parameters: unknown;
  /** The snapshot that it was computed on: the id of one of `snapshots`. */
  readonly snapshot: string;
  readonly cells: readonly { readonly id: string; readonly published: number | null }[];
}

export interface Limits {
  /** Memory of the child with everything in it, bytes. */
  readonly memory: number;
  /** Milliseconds for one of the two computations. */
  readonly time: number;
  readonly threads: number;
}

export type Isolation = "namespaces" | "none";

export interface Question {
  readonly template: string;
  readonly parameters: unknown;
  /** All snapshots that this question or an earlier release reads; made with the same ingest key and shard count. */
  readonly snapshots: readonly Snapshot[];
  /** The one that the question is about. */
  readonly snapshot: string;
  /** 32 bytes; goes to the child over its standard input and nowhere else. */
  readonly dataKey: Uint8Array;
  /** Names in the order of Row.organisation. */
  readonly organisations: readonly string[];
  readonly earlier: readonly EarlierRelease[];
  readonly limits?: Partial<Limits>;
  /** "require" (default) refuses on a machine without namespaces; "allowNone" is for development and is recorded. */
  readonly isolation?: "require" | "allowNone";
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly table: Table;
  /** The common refinement of the new table and of every earlier release. */
  readonly atoms: readonly Atom[];
  /** Every cell of every earlier release, in the atoms above. */
  readonly earlier: readonly ReleasedCell[];
  readonly template: string;
  readonly version: number;
  /** SHA-256 of the template's SQL text, hex. */
  readonly sqlHash: string;
  readonly engines: { readonly first: string; readonly second: string };
  readonly isolation: Isolation;
  readonly rowsRead: number;
  readonly secondOpinion: { readonly engine: string; readonly equal: true };
}
