import type { Generated } from "kysely";
import type { Commitment } from "./commitment.ts";
import type { ParliamentaryPaper, Signal } from "./paper.ts";

type Stored<T> = { -readonly [Key in keyof T]: T[Key] extends readonly string[] ? string[] : T[Key] };

declare module "../../platform/database.ts" {
  interface Tables {
    parliamentaryPaper: Stored<ParliamentaryPaper> & { marking: Generated<string> };
    commitment: Stored<Omit<Commitment, "version" | "marking">> & {
      version: Generated<number>;
      marking: Generated<string>;
      audience: Generated<string>;
      ownerPartnerId: string | null;
      audiencePartnerIds: Generated<string[]>;
      groupId: string | null;
    };
    commitmentChange: {
      id: string;
      commitmentId: string;
      changedOn: string;
      personId: string;
      verb: string;
      text: string;
    };
    signal: Stored<Omit<Signal, "version">> & { version: Generated<number>; marking: Generated<string> };
  }
}
