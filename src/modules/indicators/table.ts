import type { Generated } from "kysely";
import type { ObservationStatus } from "./indicator.ts";

declare module "../../platform/database.ts" {
  interface Tables {
    indicator: {
      id: string;
      key: string;
      orderNo: Generated<number>;
      name: string;
      unit: string;
      producer: string;
      series: string | null;
      dimension: string | null;
      caveat: string | null;
      sources: string[];
      marking: Generated<string>;
    };
    observation: {
      id: string;
      indicatorId: string;
      orderNo: Generated<number>;
      period: string;
      periodEnd: string;
      value: number;
      approximate: Generated<boolean>;
      note: string | null;
      status: Generated<ObservationStatus>;
      sources: string[];
      toVerify: Generated<boolean>;
      confirmedBy: string | null;
      confirmedOn: string | null;
      marking: Generated<string>;
      audience: Generated<string>;
      ownerPartnerId: string | null;
      audiencePartnerIds: Generated<string[]>;
      groupId: string | null;
      version: Generated<number>;
      provenance: unknown;
      withdrawnReason: string | null;
      withdrawnOn: string | null;
    };
    "published.withdrawnFigure": { observationId: string; reason: string; withdrawnOn: string };
    observationChange: {
      id: string;
      observationId: string;
      version: number;
      personId: string;
      changedOn: string;
      reason: string;
      oldValue: number;
      oldNote: string | null;
    };
  }
}
