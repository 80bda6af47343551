import { z } from "zod";
import {
  certificateAnswer,
  charterAnswer,
  commitmentAnswer,
  evaluateAnswer,
  headAnswer,
  holderAnswer,
  ledgerAnswer,
  sealingAnswer,
  shareAnswer,
  sharesAnswer,
  vetoAnswer,
  witnessAnswer,
} from "./answers.ts";
import { systemNow } from "./clock.ts";
import { HolderError, isRefusalCode } from "./errors.ts";
import type { InputCommitment, SignedCharter } from "./protocol.ts";
import * as shape from "./shapes.ts";
import { fromBase64Url, PURPOSES, sign, toBase64Url } from "./signing.ts";
import type {
  CharterAnswer,
  CommitmentAnswer,
  DealSeat,
  EvaluateAnswer,
  EvaluateRequest,
  HolderInfo,
  LedgerRow,
  SignedDeal,
  SignedDestructionCertificate,
  SignedLedgerHead,
  SignedRequest,
  SignedSealingKey,
  SignedWitnessedHead,
  TypedShare,
  VetoAnswer,
  WantedKey,
  WitnessRequest,
} from "./wire.ts";

/** Who signs a request: OPERATOR or a partner's id, with the private key (base64url, 32 bytes). */
export interface Signer {
  readonly signer: string;
  readonly privateKey: string;
}

export interface ClientOptions {
  /** For everything but an evaluation. */
  readonly timeoutMs?: number;
  readonly evaluateTimeoutMs?: number;
  /** How long an evaluation waits in all when the holder says "not so fast". 0: the refusal is thrown at once. */
  readonly patienceMs?: number;
  /** Stops whatever is under way. */
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  /** The time that is signed under a read request. */
  readonly now?: () => Date;
}

/** A whole ledger as seen by one study, with the head under which it was given. */
export interface StudyLedger {
  readonly rows: readonly LedgerRow[];
  readonly head: SignedLedgerHead;
}

/**
 * One key holder, as called by the platform or a partner. Every function throws HolderError with a Dutch sentence.
 * Nothing here checks what the holder claims: see verifyReceipt and its neighbours in evidence.ts, and verifyProof of oprf.
 */
export interface HolderClient {
  readonly url: string;
  holder(): Promise<HolderInfo>;
  /** By the operator. In the order of `types`; the same question gives the same shares. */
  createKeys(study: string, types: readonly WantedKey[], by: Signer): Promise<readonly TypedShare[]>;
  /** The three steps of a key for three holders, by the operator; see deals.ts. */
  sealingKey(study: string, type: string, by: Signer): Promise<SignedSealingKey>;
  deal(study: string, type: string, seats: readonly DealSeat[], by: Signer): Promise<SignedDeal>;
  accept(study: string, type: string, deals: readonly SignedDeal[], by: Signer): Promise<TypedShare>;
  offerCharter(study: string, charter: SignedCharter): Promise<CharterAnswer>;
  commit(commitment: InputCommitment, by: Signer): Promise<CommitmentAnswer>;
  /** `blinded`: 1 to 16 384 packed elements. Asking the same again is safe: it is answered and not counted again. */
  evaluate(request: EvaluateRequest, blinded: Uint8Array, by: Signer): Promise<EvaluateAnswer>;
  veto(study: string, charterHash: string, by: Signer): Promise<VetoAnswer>;
  /** All rows; those of other studies without their content. Check with verifyLedger. */
  ledger(study: string, by: Signer): Promise<StudyLedger>;
  head(study: string, by: Signer): Promise<SignedLedgerHead>;
  witness(request: WitnessRequest, by: Signer): Promise<SignedWitnessedHead>;
  destroy(study: string, by: Signer): Promise<SignedDestructionCertificate>;
}

/** Header in which a signed request travels when the body is something else, and in which its answer returns. */
export const REQUEST_HEADER = "rondetafel-request";
export const ANSWER_HEADER = "rondetafel-answer";

export const signRequest = <Request>(purpose: string, request: Request, by: Signer): SignedRequest<Request> => ({
  request,
  signer: by.signer,
  signature: sign(purpose, request, by.privateKey),
});

export const packHeader = (value: unknown): string => toBase64Url(Buffer.from(JSON.stringify(value), "utf8"));

/** Undefined when it is not base64url of JSON. */
export function unpackHeader(text: string | null | undefined): unknown {
  const bytes = text === null || text === undefined ? null : fromBase64Url(text);
  try {
    return bytes === null ? undefined : JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

interface Call {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly header?: unknown;
  readonly timeoutMs?: number;
}

const LARGEST_ANSWER = 16_000_000;

/** A holder is another organisation: what it sends is not taken in without an end. */
async function readAnswer(answer: Response, most = LARGEST_ANSWER): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > most) throw new HolderError("unreadableAnswer");
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** @throws SyntaxError when it is not JSON. */
const readJson = async (answer: Response): Promise<unknown> =>
  JSON.parse(Buffer.from(await readAnswer(answer)).toString("utf8"));

const refusalBody = z.object({ code: z.string(), culprit: shape.partnerId.optional() });

/** The sentence is our own, by the code: what a stranger writes is not shown. */
async function refusalOf(answer: Response): Promise<HolderError> {
  const body = refusalBody.safeParse(await readJson(answer).catch(() => null));
  const code = body.success && isRefusalCode(body.data.code) ? body.data.code : null;
  if (code === null) return new HolderError("unreadableAnswer");
  const seconds = Number(answer.headers.get("retry-after") ?? 0);
  const culprit = body.success ? (body.data.culprit ?? null) : null;
  return new HolderError(code, Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0, culprit);
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === "TimeoutError";

function createCaller(base: string, options: ClientOptions) {
  const doFetch = options.fetch ?? fetch;

  function bodyOf({ json, bytes }: Call): { body: string | Uint8Array<ArrayBuffer>; type: string } | null {
    if (bytes !== undefined) return { body: new Uint8Array(bytes), type: "application/octet-stream" };
    return json === undefined ? null : { body: JSON.stringify(json), type: "application/json" };
  }

  function send(call: Call): Promise<Response> {
    const body = bodyOf(call);
    const timeout = AbortSignal.timeout(call.timeoutMs ?? options.timeoutMs ?? 30_000);
    return doFetch(new URL(call.path, base), {
      method: call.method ?? "POST",
      redirect: "error",
      headers: {
        ...(body === null ? {} : { "content-type": body.type }),
        ...(call.header === undefined ? {} : { [REQUEST_HEADER]: packHeader(call.header) }),
      },
      ...(body === null ? {} : { body: body.body }),
      signal: options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]),
    });
  }

  /** Sends, and hands a good answer to `read`; what goes wrong on the way becomes one of three Dutch sentences. */
  return async function call<Value>(what: Call, read: (answer: Response) => Promise<Value>): Promise<Value> {
    try {
      const answer = await send(what);
      if (!answer.ok) throw await refusalOf(answer);
      return await read(answer);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof HolderError) throw error;
      if (error instanceof z.ZodError || error instanceof SyntaxError) throw new HolderError("unreadableAnswer");
      throw new HolderError(isTimeout(error) ? "noAnswer" : "unreachable");
    }
  };
}

const asJson =
  <Value>(schema: z.ZodType<Value>) =>
  async (answer: Response): Promise<Value> =>
    schema.parse(await readJson(answer));

/** As many bytes as were sent, or it is no answer. */
const evaluationOf =
  (sent: number) =>
  async (answer: Response): Promise<EvaluateAnswer> => {
    const { proof, receipt } = evaluateAnswer.parse(unpackHeader(answer.headers.get(ANSWER_HEADER)));
    const evaluated = await readAnswer(answer, sent);
    if (evaluated.length !== sent) throw new HolderError("unreadableAnswer");
    return { evaluated, proof, receipt };
  };

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/** Again for as long as the holder only says "not so fast", and patience lasts. */
async function patiently<Value>(options: ClientOptions, work: () => Promise<Value>): Promise<Value> {
  let left = options.patienceMs ?? 600_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HolderError) || error.code !== "tooFast" || left < error.retryAfterMs || left <= 0)
        throw error;
      const wait = Math.max(50, error.retryAfterMs);
      left -= wait;
      await pause(wait, options.signal);
    }
  }
}

const pathOf = (study: string, what: string): string => `/v1/studies/${encodeURIComponent(study)}/${what}`;

/** A client for the holder at `url` ("https://sleutel.example.nl"). Makes no call by itself. */
export function createHolderClient(url: string, options: ClientOptions = {}): HolderClient {
  const call = createCaller(url, options);
  const now = options.now ?? systemNow;
  let known: Promise<HolderInfo> | undefined;
  const holder = (): Promise<HolderInfo> => call({ method: "GET", path: "/v1/holder" }, asJson(holderAnswer));
  /** Requests that name the holder ask it once for its id. */
  const holderId = async (): Promise<string> => {
    known ??= holder();
    try {
      return (await known).holder;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  const post = <Value>(study: string, what: string, json: unknown, schema: z.ZodType<Value>): Promise<Value> =>
    call({ path: pathOf(study, what), json }, asJson(schema));
  /** The purpose of these is the name of their endpoint. */
  const byOperator = async <Value>(
    purpose: string,
    study: string,
    about: object,
    by: Signer,
    schema: z.ZodType<Value>,
  ): Promise<Value> =>
    post(study, purpose, signRequest(purpose, { holder: await holderId(), study, ...about }, by), schema);
  const readRequest = async (purpose: string, study: string, by: Signer) =>
    signRequest(purpose, { holder: await holderId(), study, at: now().toISOString() }, by);

  async function ledger(study: string, by: Signer): Promise<StudyLedger> {
    const rows: LedgerRow[] = [];
    for (let from: number | null = 0; ; ) {
      const header = await readRequest(PURPOSES.ledger, study, by);
      const path: string = `${pathOf(study, "ledger")}?from=${from}`;
      const page = await call({ method: "GET", path, header }, asJson(ledgerAnswer));
      rows.push(...page.rows);
      if (page.next === null || page.next <= from) return { rows, head: page.head };
      from = page.next;
    }
  }

  return {
    url,
    holder,
    createKeys: async (study, types, by) =>
      post(study, "keys", signRequest(PURPOSES.keys, { holder: await holderId(), study, types }, by), sharesAnswer),
    sealingKey: (study, type, by) => byOperator(PURPOSES.seal, study, { type }, by, sealingAnswer),
    deal: (study, type, seats, by) => byOperator(PURPOSES.deal, study, { type, seats }, by, shape.signedDeal),
    accept: (study, type, deals, by) => byOperator(PURPOSES.accept, study, { type, deals }, by, shareAnswer),
    offerCharter: (study, charter) => post(study, "charter", charter, charterAnswer),
    commit: (commitment, by) =>
      post(commitment.study, "commitments", signRequest(PURPOSES.commitment, commitment, by), commitmentAnswer),
    evaluate: (request, bytes, by) =>
      patiently(options, () =>
        call(
          {
            path: pathOf(request.study, "evaluate"),
            bytes,
            header: signRequest(PURPOSES.evaluate, request, by),
            timeoutMs: options.evaluateTimeoutMs ?? 120_000,
          },
          evaluationOf(bytes.length),
        ),
      ),
    veto: (study, charterHash, by) =>
      post(study, "veto", signRequest(PURPOSES.veto, { study, partner: by.signer, charterHash }, by), vetoAnswer),
    ledger,
    head: async (study, by) =>
      call(
        { method: "GET", path: pathOf(study, "head"), header: await readRequest(PURPOSES.head, study, by) },
        asJson(headAnswer),
      ),
    witness: (request, by) => post(request.study, "witness", signRequest(PURPOSES.witness, request, by), witnessAnswer),
    destroy: async (study, by) =>
      post(study, "destroy", signRequest(PURPOSES.destroy, { holder: await holderId(), study }, by), certificateAnswer),
  };
}
