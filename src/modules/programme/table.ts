import type { Generated } from "kysely";
import type { FraudType, Objective, Programme } from "./programme.ts";

interface Ordered {
  id: string;
  orderNo: number;
  sources: string[];
}

declare module "../../platform/database.ts" {
  interface Tables {
    programme: Programme & { id: string; key: string };
    objective: Omit<Objective, "version"> & { version: Generated<number> };
    fraudType: FraudType;
    programmeEvent: Ordered & { dateText: string; title: string };
    obstacle: Ordered & { theme: string; text: string };
    referencePublication: Ordered & {
      title: string;
      year: number | null;
      kind: string;
      publisher: string;
      publishedOn: string | null;
      attachmentTo: string | null;
    };
  }
}
