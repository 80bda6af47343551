/** The door of this module: promises to Parliament, the papers they stand in and the signals that ask for an answer. */
export {
  type Commitment,
  type CommitmentKind,
  type CommitmentStatus,
  isDueSoon,
  isOpen,
  isOverdue,
  TRANSITIONS as COMMITMENT_TRANSITIONS,
} from "./commitment.ts";
export {
  type CommitmentsSection,
  commitmentsSection,
  importCommitments,
  importPapers,
  importSignals,
  type PapersSection,
  papersSection,
  type SignalsSection,
  signalsSection,
} from "./import.ts";
export { citation, type ParliamentaryPaper, paperKeyOf, parsePaperId, publicAddress, type Signal } from "./paper.ts";
export {
  commitmentsAsOf,
  commitmentsSettledBy,
  getCommitment,
  listCommitments,
  listPapers,
  listSignals,
  paperByKey,
} from "./queries.ts";
export { commitmentRoutes, paperRoutes, signalRoutes } from "./routes.tsx";
