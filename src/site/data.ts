import type { ResolvedDocument } from "../documents/index.ts";
import type { PublicStudy, SiteData } from "../modules/publications/index.ts";
import { asSite } from "../platform/actor.ts";
import type { Database, Tx } from "../platform/database.ts";

export interface SiteDocument {
  readonly slug: string;
  readonly resolved: ResolvedDocument;
  readonly files: readonly { format: string; fileName: string; mediaType: string; size: number }[];
}

export interface SitePublication {
  readonly slug: string;
  readonly title: string;
  readonly referenceDate: string;
  readonly publishedAt: Date;
  readonly status: "published" | "withdrawn";
  readonly changeNote: string;
  readonly contentHash: string;
  readonly documents: readonly SiteDocument[];
}

/** All that the public may see, read in one go under the site's own role. */
export interface SiteSnapshot {
  readonly version: number;
  readonly data: SiteData | null;
  readonly publications: readonly SitePublication[];
  /** The register of studies of the research environment. */
  readonly studies: readonly PublicStudy[];
  /** Figures that were taken back after they had been used, by the id of their observation. */
  readonly withdrawn: ReadonlyMap<string, { reason: string; withdrawnOn: string }>;
  readonly changes: readonly { at: Date; text: string; slug: string }[];
}

export const readVersion = (db: Database): Promise<number> => asSite(db, versionOf);

async function versionOf(tx: Tx): Promise<number> {
  return (await tx.selectFrom("published.version").select("number").executeTakeFirstOrThrow()).number;
}

export function readSite(db: Database): Promise<SiteSnapshot> {
  return asSite(db, async (tx) => {
    // First, so that a publication in between is noticed at the next look.
    const version = await versionOf(tx);
    const data = await tx
      .selectFrom("published.siteData")
      .select("data")
      .orderBy("referenceDate", "desc")
      .orderBy("publicationId")
      .executeTakeFirst();
    const documents = await tx.selectFrom("published.document").selectAll().orderBy("sortOrder").execute();
    const files = await tx
      .selectFrom("published.file")
      .select([
        "documentId",
        "format",
        "fileName",
        "mediaType",
        (eb) => eb.fn<number>("octet_length", ["bytes"]).as("size"),
      ])
      .orderBy("format")
      .execute();
    const publications = await tx
      .selectFrom("published.publication")
      .selectAll()
      .orderBy("publishedAt", "desc")
      .execute();
    const studies = await tx.selectFrom("published.study").select("data").orderBy("updatedAt", "desc").execute();
    const withdrawn = await tx.selectFrom("published.withdrawnFigure").selectAll().execute();
    return {
      version,
      // Written by research only, from typed values.
      studies: studies.map(({ data: study }) => study as PublicStudy),
      withdrawn: new Map(withdrawn.map(({ observationId, ...said }) => [observationId, said])),
      // Written by publications only, from typed values.
      data: data === undefined ? null : (data.data as SiteData),
      changes: await tx
        .selectFrom("published.change")
        .select(["at", "text", "slug"])
        .orderBy("id", "desc")
        .limit(100)
        .execute(),
      publications: publications.map((publication) => ({
        ...publication,
        documents: documents
          .filter(({ publicationId }) => publicationId === publication.id)
          .map(({ id, slug, resolved }) => ({
            slug,
            resolved: resolved as ResolvedDocument,
            files: files.filter(({ documentId }) => documentId === id),
          })),
      })),
    };
  });
}

/** One file of a publication, by its name in the address. */
export function readFile(db: Database, publication: string, fileName: string) {
  return asSite(db, (tx) =>
    tx
      .selectFrom("published.file")
      .innerJoin("published.document", "published.document.id", "published.file.documentId")
      .innerJoin("published.publication", "published.publication.id", "published.document.publicationId")
      .select(["bytes", "mediaType", "fileName", "sha256"])
      .where("published.publication.slug", "=", publication)
      .where("published.file.fileName", "=", fileName)
      .executeTakeFirst(),
  );
}
