import type { Generated } from "kysely";
import type { QuestionStatus } from "./question.ts";
import type { ConditionKind, StudyStatus } from "./study.ts";

declare module "../../platform/database.ts" {
  interface Tables {
    study: {
      id: string;
      key: string;
      title: string;
      question: string;
      status: Generated<StudyStatus>;
      starts: string | null;
      ends: string | null;
      retentionUntil: string | null;
      isListed: Generated<boolean>;
      charterVersion: Generated<number>;
      isSynthetic: Generated<boolean>;
      createdBy: string;
      createdOn: string;
      version: Generated<number>;
    };
    studyCondition: {
      studyId: string;
      kind: ConditionKind;
      verdict: "go" | "noGo";
      explanation: string;
      personId: string;
      decidedOn: string;
    };
    studyParty: {
      studyId: string;
      partnerId: string;
      role: "dataHolder" | "participant";
      signingKey: string;
      legalBasis: string;
      licence: string | null;
      dpiaName: string;
      dpiaSha256: string;
    };
    studyHolder: { studyId: string; holder: string; name: string; url: string; receiptKey: string };
    studyIdentifier: { studyId: string; type: string; ceiling: number; definition: unknown };
    studyPerson: { studyId: string; personId: string; role: "researcher" | "checker" };
    charterField: { studyId: string; name: string; value: unknown; isOpen: Generated<boolean> };
    charterVersion: {
      studyId: string;
      version: number;
      document: string;
      hash: string;
      offeredBy: string;
      offeredOn: string;
    };
    charterSignature: {
      studyId: string;
      version: number;
      partnerId: string;
      personId: string;
      signature: string;
      signedOn: string;
    };
    studyVeto: { id: string; studyId: string; partnerId: string; personId: string; reason: string; onDay: string };
    delivery: {
      id: string;
      studyId: string;
      partnerId: string;
      type: Generated<string>;
      run: string;
      status: Generated<"receiving" | "checking" | "accepted" | "refused" | "destroyed">;
      problem: string | null;
      rowCount: number | null;
      distinctCount: number | null;
      refusedCount: number | null;
      objectedCount: number | null;
      manifest: unknown;
      uniqueness: unknown;
      merkleRoot: string | null;
      receivedAt: Timestamp;
    };
    deliveryFile: { deliveryId: string; name: string; sha256: string; size: number };
    studySnapshot: {
      studyId: string;
      number: number;
      hash: string;
      rows: number;
      deliveryIds: string[];
      files: unknown;
      setSizes: unknown;
      madeOn: string;
    };
    studyQuestion: {
      id: string;
      studyId: string;
      template: string;
      templateVersion: number;
      parameters: unknown;
      reason: string;
      status: Generated<QuestionStatus>;
      refusals: Generated<unknown>;
      problem: string | null;
      snapshotNumber: number | null;
      snapshotHash: string | null;
      sqlHash: string | null;
      profileHash: string | null;
      tableHash: string | null;
      computation: unknown;
      evidence: unknown;
      charterHash: string | null;
      askedBy: string;
      askedOn: string;
      releasedOn: string | null;
      withdrawnReason: string | null;
      isDrill: Generated<boolean>;
      version: Generated<number>;
    };
    questionTable: { questionId: string; studyId: string; content: unknown; drillRule: string | null };
    outputCheck: {
      questionId: string;
      personId: string;
      partnerId: string;
      verdict: "approve" | "reject";
      remark: string;
      tableHash: string;
      decidedAt: Timestamp;
    };
    researchNote: {
      id: string;
      studyId: string;
      questionId: string | null;
      personId: string;
      text: string;
      writtenAt: Timestamp;
    };
    releasedFigure: { questionId: string; cellId: string; observationId: string };
    studyWitness: { studyId: string; holder: string; position: number; signed: unknown; signature: string };
    studyDestruction: {
      studyId: string;
      step: "share" | "dataKey" | "files" | "backup" | "evaluationFails" | "decryptionFails";
      subject: Generated<string>;
      certificate: unknown;
      signature: string | null;
      doneAt: Timestamp;
    };
    "published.study": {
      id: string;
      slug: string;
      title: string;
      status: string;
      data: unknown;
      updatedAt: Date;
    };
  }
}
