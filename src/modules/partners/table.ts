import type { Generated } from "kysely";
import type { GroupKind, PartnerKind, Scope } from "./partner.ts";

declare module "../../platform/database.ts" {
  interface Tables {
    partner: {
      id: string;
      key: string;
      name: string;
      shortName: string;
      kind: PartnerKind;
      category: string | null;
      role: string | null;
      since: string | null;
      scope: Scope;
      sources: string[];
      marking: Generated<string>;
      version: Generated<number>;
    };
    partnerGroup: { id: string; key: string; name: string; kind: GroupKind; description: string | null };
    groupPartner: { groupId: string; partnerId: string };
    representative: {
      id: string;
      partnerId: string;
      personId: string;
      groupId: string | null;
      since: string;
      until: string | null;
    };
  }
}
