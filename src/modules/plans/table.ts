import type { Generated } from "kysely";
import type { Action, ActionPlan, ActionStatus } from "./action.ts";

type Stored<T> = { -readonly [Key in keyof T]: T[Key] extends readonly string[] ? string[] : T[Key] };

declare module "../../platform/database.ts" {
  interface Tables {
    actionPlan: Stored<ActionPlan> & { objectiveKeys: Generated<string[]> };
    action: Stored<Omit<Action, "version" | "marking" | "status">> & {
      orderNo: Generated<number>;
      status: Generated<ActionStatus>;
      version: Generated<number>;
      marking: Generated<string>;
      audience: Generated<string>;
      audiencePartnerIds: Generated<string[]>;
      groupId: string | null;
    };
    actionPartner: { actionId: string; partnerId: string };
    actionMilestone: { id: string; actionId: string; title: string; dueOn: string; doneOn: string | null };
    actionState: {
      id: string;
      actionId: string;
      status: ActionStatus;
      words: string | null;
      effectiveOn: string;
      newDueOn: string | null;
      reason: string | null;
      personId: string | null;
      partnerId: string | null;
      marking: Generated<string>;
      recordedAt: Timestamp;
    };
    actionChange: {
      id: string;
      actionId: string;
      version: number;
      changedOn: string;
      personId: string;
      fields: string[];
      before: unknown;
    };
  }
}
