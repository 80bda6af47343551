import type { ColumnType, Generated } from "kysely";
import type { Role } from "../../platform/actor.ts";
import type { Timestamp } from "../../platform/database.ts";

interface AuthDates {
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

declare module "../../platform/database.ts" {
  interface Tables {
    person: {
      id: Generated<string>;
      name: string;
      jobTitle: string | null;
      isExample: Generated<boolean>;
      createdAt: Timestamp;
    };
    /** View: rows for the office, and one's own. */
    personContact: { personId: string; email: string };
    membership: {
      id: Generated<string>;
      personId: string;
      partnerId: string | null;
      roles: ColumnType<Role[], readonly Role[], readonly Role[]>;
      validFrom: string;
      validUntil: string | null;
    };
    invitation: {
      id: Generated<string>;
      email: string;
      name: string;
      partnerId: string | null;
      roles: ColumnType<Role[], readonly Role[], readonly Role[]>;
      tokenHash: string;
      expiresAt: ColumnType<Date, Date, Date>;
      acceptedAt: Date | null;
      invitedBy: string | null;
      createdAt: Timestamp;
    };
    "auth.user": AuthDates & { id: string; email: string; emailVerified: Generated<boolean> };
    "auth.session": AuthDates & {
      id: Generated<string>;
      userId: string;
      token: string;
      expiresAt: ColumnType<Date, Date, Date>;
    };
    "auth.account": AuthDates & {
      id: Generated<string>;
      userId: string;
      providerId: string;
      accountId: string;
      password: string | null;
    };
    "auth.verification": AuthDates & {
      id: Generated<string>;
      identifier: string;
      value: string;
      expiresAt: ColumnType<Date, Date, Date>;
    };
  }
}
