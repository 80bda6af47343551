import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { z } from "zod";
import { drain, readBytes, readJson } from "./body.ts";
import { LONGEST_CHARTER, signedCharterInput } from "./charter.ts";
import { ANSWER_HEADER, packHeader, REQUEST_HEADER, unpackHeader } from "./client.ts";
import { HolderError } from "./errors.ts";
import type { Holder } from "./holder.ts";
import {
  acceptInput,
  commitmentInput,
  dealInput,
  destroyInput,
  evaluateInput,
  keysInput,
  parseInput,
  readInput,
  sealInput,
  vetoInput,
  witnessInput,
} from "./input.ts";
import * as shape from "./shapes.ts";
import { toBase64Url } from "./signing.ts";
import { LARGEST_REQUEST, type SignedRequest } from "./wire.ts";

/** The HTTP interface: which request goes to which verb. Nothing is decided here. */
const SMALL_BODY = 65_536;
const LARGEST_BODY = LARGEST_REQUEST * 32;
const CHARTER_BODY = LONGEST_CHARTER * 2;

interface Answer {
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly header?: unknown;
}

interface Call {
  readonly request: IncomingMessage;
  readonly study: string;
  readonly query: URLSearchParams;
}

type Endpoint = (holder: Holder, call: Call) => Promise<Answer>;

/** The address and the signed request must speak of one study. */
function ofStudy<Request extends { readonly study: string }>(
  { study }: Call,
  signed: SignedRequest<Request>,
): SignedRequest<Request> {
  if (signed.request.study !== study) throw new HolderError("otherStudy");
  return signed;
}

const fromBody =
  <Request extends { readonly study: string }>(
    schema: z.ZodType<SignedRequest<Request>>,
    verb: (holder: Holder, signed: SignedRequest<Request>) => Promise<unknown>,
  ): Endpoint =>
  async (holder, call) => {
    const signed = parseInput(schema, await readJson(call.request, SMALL_BODY));
    return { json: await verb(holder, ofStudy(call, signed)) };
  };

function fromHeader<Request extends { readonly study: string }>(
  schema: z.ZodType<SignedRequest<Request>>,
  call: Call,
): SignedRequest<Request> {
  const text = call.request.headers[REQUEST_HEADER];
  return ofStudy(call, parseInput(schema, unpackHeader(typeof text === "string" ? text : null)));
}

const evaluate: Endpoint = async (holder, call) => {
  const signed = fromHeader(evaluateInput, call);
  const { evaluated, proof, receipt } = await holder.evaluate(signed, () =>
    readBytes(call.request, LARGEST_BODY, "tooManyElements"),
  );
  return { bytes: evaluated, header: { proof: toBase64Url(proof), receipt } };
};

function positionOf(query: URLSearchParams): number {
  return parseInput(shape.count, Number(query.get("from") ?? 0));
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "POST keys": fromBody(keysInput, (holder, signed) => holder.createKeys(signed)),
  "POST seal": fromBody(sealInput, (holder, signed) => holder.sealingKey(signed)),
  "POST deal": fromBody(dealInput, (holder, signed) => holder.deal(signed)),
  "POST accept": fromBody(acceptInput, (holder, signed) => holder.accept(signed)),
  "POST charter": async (holder, call) => {
    const charter = parseInput(signedCharterInput, await readJson(call.request, CHARTER_BODY));
    return { json: await holder.activateCharter(call.study, charter) };
  },
  "POST commitments": fromBody(commitmentInput, (holder, signed) => holder.commit(signed)),
  "POST evaluate": evaluate,
  "POST veto": fromBody(vetoInput, (holder, signed) => holder.veto(signed)),
  "GET ledger": async (holder, call) => ({
    json: await holder.readLedger(fromHeader(readInput, call), positionOf(call.query)),
  }),
  "GET head": async (holder, call) => ({ json: await holder.readHead(fromHeader(readInput, call)) }),
  "POST witness": fromBody(witnessInput, (holder, signed) => holder.witness(signed)),
  "POST destroy": fromBody(destroyInput, (holder, signed) => holder.destroy(signed)),
};

async function answerTo(holder: Holder, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://holder");
  if (request.method === "GET" && pathname === "/v1/holder") return { json: holder.info };
  const [, study, what] = /^\/v1\/studies\/([^/]{1,80})\/([a-z]{1,20})$/.exec(pathname) ?? [];
  const endpoint = Object.hasOwn(ENDPOINTS, `${request.method} ${what}`)
    ? ENDPOINTS[`${request.method} ${what}`]
    : undefined;
  if (study === undefined || endpoint === undefined || !shape.studyId.safeParse(study).success)
    throw new HolderError("notFound");
  return endpoint(holder, { request, study, query: searchParams });
}

function send(response: ServerResponse, status: number, answer: Answer, more: Record<string, string> = {}): void {
  const body = answer.bytes ?? JSON.stringify(answer.json ?? null);
  response.writeHead(status, {
    "content-type": answer.bytes === undefined ? "application/json; charset=utf-8" : "application/octet-stream",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(answer.header === undefined ? {} : { [ANSWER_HEADER]: packHeader(answer.header) }),
    ...more,
  });
  response.end(body);
}

async function refuse(request: IncomingMessage, response: ServerResponse, refusal: HolderError): Promise<void> {
  await drain(request);
  const { code, message, status, retryAfterMs, culprit } = refusal;
  send(
    response,
    status,
    { json: { code, message, ...(culprit !== null && { culprit }) } },
    {
      ...(retryAfterMs > 0 ? { "retry-after": String(retryAfterMs / 1000) } : {}),
      // What was not read is not wanted.
      ...(request.complete ? {} : { connection: "close" }),
    },
  );
}

/** A server for this holder, not listening yet. `warn` gets one Dutch line for a failure that nobody foresaw. */
export function createHolderServer(holder: Holder, warn: (line: string) => void): Server {
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 60_000, headersTimeout: 10_000 });
  server.maxConnections = 512;
  server.on("request", (request, response) => {
    answerTo(holder, request).then(
      (answer) => send(response, 200, answer),
      (error: unknown) => {
        const refusal = error instanceof HolderError ? error : new HolderError("internal");
        if (refusal.status >= 500) warn(refusal.message);
        void refuse(request, response, refusal);
      },
    );
  });
  return server;
}
