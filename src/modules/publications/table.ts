import type { Generated } from "kysely";
import type { DossierStatus, TemplateName } from "./dossier.ts";

declare module "../../platform/database.ts" {
  interface Tables {
    dossier: {
      id: string;
      key: string;
      title: string;
      referenceDate: string;
      paperKey: string | null;
      status: Generated<DossierStatus>;
      version: Generated<number>;
    };
    document: {
      id: string;
      dossierId: string;
      template: TemplateName;
      sortOrder: number;
      meta: unknown;
      body: unknown;
      version: Generated<number>;
    };
    documentChange: {
      id: string;
      documentId: string;
      version: number;
      changedOn: string;
      personId: string;
      body: unknown;
    };
    official: {
      id: string;
      dossierId: string;
      key: string;
      name: string;
      function: string;
      contact: string | null;
      isExample: Generated<boolean>;
    };
    snapshot: {
      id: string;
      dossierId: string;
      referenceDate: string;
      contentHash: string;
      documents: unknown;
      siteData: unknown;
      frozenBy: string;
      frozenAt: Timestamp;
    };
    "published.publication": {
      id: string;
      slug: string;
      title: string;
      referenceDate: string;
      publishedAt: Date;
      status: "published" | "withdrawn";
      changeNote: string;
      contentHash: string;
    };
    "published.document": { id: string; publicationId: string; slug: string; sortOrder: number; resolved: unknown };
    "published.file": {
      documentId: string;
      format: string;
      fileName: string;
      mediaType: string;
      sha256: string;
      bytes: Uint8Array;
    };
    "published.siteData": { publicationId: string; referenceDate: string; data: unknown };
    "published.change": { id: Generated<number>; at: Date; text: string; slug: string };
    "published.version": { one: Generated<boolean>; number: number };
  }
}
