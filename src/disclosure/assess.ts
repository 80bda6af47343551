import type { Assessment, AssessmentInput } from "./assessment.ts";

/** Judges a table against the profile and everything released before it. */
export async function assess(_input: AssessmentInput): Promise<Assessment> {
  throw new Error("not built yet");
}
