import { StatusBadge, type StatusShape } from "../../../ui/Status.tsx";
import { type Commitment, type CommitmentStatus, isOverdue } from "../commitment.ts";
import { messages } from "../messages.nl.ts";

const SHAPE: Readonly<Record<CommitmentStatus, StatusShape>> = {
  open: "notReported",
  interim: "onTrack",
  delayed: "atRisk",
  settled: "done",
  withdrawn: "stopped",
};

/** The words of a source win over ours; lateness wins over everything. */
export function CommitmentState({ commitment, today }: { commitment: Commitment; today: string }) {
  if (isOverdue(commitment, today)) return <StatusBadge status="late" />;
  return (
    <StatusBadge
      status={SHAPE[commitment.status]}
      label={commitment.statusWords ?? messages.status[commitment.status]}
    />
  );
}
