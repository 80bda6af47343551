import { type BackendName, createSuite, lagrangeCoefficient, openBackend, type Suite } from "../../oprf/index.ts";
import { inputBytes } from "../domain.ts";
import { deriveBlinds } from "./blinds.ts";

export const TOKEN_BYTES = 16;
const OUTPUT_BYTES = 64;

/** The canonical values of a batch, one after the other, and how long each is. */
export interface BatchInputs {
  readonly prefix: Uint8Array;
  readonly values: Uint8Array;
  readonly lengths: Uint32Array;
  readonly blindKey: Uint8Array;
}

/** What one holder said, and the public share of the charter under which it must be true. */
export interface HolderAnswer {
  readonly publicShare: Uint8Array;
  readonly evaluated: Uint8Array;
  readonly proof: Uint8Array;
  /** Where the holder's share lies on the joint line, when any two holders are enough; absent when all are needed. */
  readonly index?: number;
}

export interface BlindJob extends BatchInputs {
  readonly kind: "blind";
}
export interface FinishJob extends BatchInputs {
  readonly kind: "finish";
  readonly blinded: Uint8Array;
  readonly answers: readonly HolderAnswer[];
}
export type Job = BlindJob | FinishJob;

export type Outcome =
  | { readonly kind: "blinded"; readonly blinded: Uint8Array }
  | { readonly kind: "tokens"; readonly tokens: Uint8Array }
  | { readonly kind: "proofFailed"; readonly answer: number };

function inputsOf({ prefix, values, lengths }: BatchInputs): Uint8Array[] {
  let at = 0;
  return Array.from(lengths, (length) => {
    const input = inputBytes(prefix, values.subarray(at, at + length));
    at += length;
    return input;
  });
}

function holds(suite: Suite, blinded: Uint8Array, { publicShare, evaluated, proof }: HolderAnswer): boolean {
  try {
    return suite.verifyProof(publicShare, blinded, evaluated, proof);
  } catch {
    // What cannot even be decoded proves nothing.
    return false;
  }
}

/** What the whole key would have given: the sum, each with its Lagrange coefficient when it is a point on a line. */
function join(suite: Suite, answers: readonly HolderAnswer[]): Uint8Array {
  const indices = answers.flatMap(({ index }) => (index === undefined ? [] : [index]));
  return answers
    .map(({ evaluated, index }) =>
      index === undefined
        ? evaluated
        : suite.multiplyElements(lagrangeCoefficient(suite.backend, indices, index), evaluated),
    )
    .reduce((sum, one) => suite.addElements(sum, one));
}

function finish(suite: Suite, job: FinishJob): Outcome {
  const failed = job.answers.findIndex((answer) => !holds(suite, job.blinded, answer));
  if (failed >= 0) return { kind: "proofFailed", answer: failed };
  const joined = join(suite, job.answers);
  const blinds = deriveBlinds(suite.backend, job.blindKey, job.lengths.length);
  const outputs = suite.finalizeBatch(inputsOf(job), blinds, joined);
  blinds.fill(0);
  const tokens = new Uint8Array(job.lengths.length * TOKEN_BYTES);
  for (let index = 0; index < job.lengths.length; index += 1)
    tokens.set(outputs.subarray(index * OUTPUT_BYTES, index * OUTPUT_BYTES + TOKEN_BYTES), index * TOKEN_BYTES);
  outputs.fill(0);
  return { kind: "tokens", tokens };
}

function blind(suite: Suite, job: BlindJob): Outcome {
  const blinds = deriveBlinds(suite.backend, job.blindKey, job.lengths.length);
  const { blinded } = suite.blindBatch(inputsOf(job), blinds);
  blinds.fill(0);
  return { kind: "blinded", blinded };
}

/** Does the arithmetic of one batch: RFC 9497, section 3.3.2, with the evaluations of the holders joined. */
export async function createCalculator(backend?: BackendName): Promise<(job: Job) => Outcome> {
  const suite = createSuite(await openBackend(backend), "voprf");
  return (job) => (job.kind === "blind" ? blind(suite, job) : finish(suite, job));
}
