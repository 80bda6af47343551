import type { Generated } from "kysely";
import type { ReportedStatus, RoundStatus } from "./round.ts";

declare module "../../platform/database.ts" {
  interface Tables {
    reportingRound: {
      id: string;
      title: string;
      planId: string;
      opensOn: string;
      closesOn: string;
      status: Generated<RoundStatus>;
      isExample: Generated<boolean>;
      version: Generated<number>;
    };
    roundInvitation: {
      id: string;
      roundId: string;
      personId: string;
      partnerId: string;
      tokenHash: string;
      expiresOn: string;
    };
    updateRequest: { roundId: string; actionId: string; partnerId: string; answeredOn: string | null };
    progressUpdate: {
      id: string;
      roundId: string;
      actionId: string;
      partnerId: string;
      personId: string;
      status: ReportedStatus;
      sentence: string;
      newDueOn: string | null;
      reason: string | null;
      submittedOn: string;
      recordedAt: Timestamp;
      marking: Generated<string>;
      audience: Generated<string>;
      audiencePartnerIds: Generated<string[]>;
      groupId: string | null;
    };
  }
}
