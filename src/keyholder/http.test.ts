import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createHolderClient, packHeader, REQUEST_HEADER, signRequest } from "./client.ts";
import { HolderError } from "./errors.ts";
import { PURPOSES } from "./signing.ts";
import { type Committed, committedBank, elementsFor, refused, requestFor, STUDY } from "./testing.ts";

async function send(url: string, path: string, init: RequestInit): Promise<{ status: number; code: unknown }> {
  const answer = await fetch(new URL(path, url), init);
  const text = await answer.text();
  assert.ok(!/at .*\.ts|node:internal|Error:/.test(text), "no stack in an answer");
  const body: unknown = answer.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : {};
  return {
    status: answer.status,
    code: typeof body === "object" && body !== null && "code" in body ? body.code : null,
  };
}

async function rawEvaluate(t: TestContext) {
  const study: Committed = await committedBank(t);
  const url = study.table.holders[0]?.url ?? "";
  const evaluate = (body: Uint8Array, header?: string) => {
    const signed = signRequest(PURPOSES.evaluate, requestFor(study.charter, "bank", 0, body), study.bank);
    return send(url, `/v1/studies/${STUDY}/evaluate`, {
      method: "POST",
      body: new Uint8Array(body),
      headers: { [REQUEST_HEADER]: header ?? packHeader(signed) },
    });
  };
  return { ...study, url, sendElements: evaluate };
}

test("T6: elements that are no points, and bodies of a wrong length, are refused and count for nothing", async (t) => {
  const { table, sendElements, evaluate } = await rawEvaluate(t);
  const good = elementsFor(table.suite, "a", 3);
  const identity = new Uint8Array(32);
  const allOnes = new Uint8Array(32).fill(0xff);
  // The order of the field, plus one: decodes to a small number only for who forgets to look.
  const notCanonical = Uint8Array.from(Buffer.from(`ee${"ff".repeat(30)}7f`, "hex"));
  for (const bad of [identity, allOnes, notCanonical])
    for (const place of [0, 1, 2]) {
      const body = good.slice();
      body.set(bad, place * 32);
      assert.deepEqual(await sendElements(body), { status: 400, code: "invalidElement" });
    }
  for (const size of [0, 1, 31, 33, 95])
    assert.deepEqual(await sendElements(new Uint8Array(size)), { status: 400, code: "wrongLength" });
  for (const count of [16_385, 65_537])
    assert.deepEqual(await sendElements(new Uint8Array(count * 32)), { status: 413, code: "tooManyElements" });
  assert.equal((await evaluate(0, 0, good)).receipt.receipt.total, 3);
});

test("T6: random bytes in body and header get a refusal with a reason, and the holder goes on", async (t) => {
  const { table, url, sendElements, evaluate } = await rawEvaluate(t);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 60 }), async (bytes, text) => {
      const body = await sendElements(bytes);
      assert.ok([400, 413].includes(body.status), String(body.status));
      const header = await sendElements(bytes, packHeader({ request: text, signer: text, signature: text }));
      assert.deepEqual(header, { status: 400, code: "unreadableRequest" });
      for (const what of ["keys", "charter", "commitments", "veto", "witness", "destroy"]) {
        const answer = await send(url, `/v1/studies/${STUDY}/${what}`, { method: "POST", body: text });
        assert.deepEqual(answer, { status: 400, code: "unreadableRequest" });
      }
    }),
    { numRuns: 30 },
  );
  await evaluate(0, 0, elementsFor(table.suite, "a", 3));
});

test("other bytes than those that were signed are refused", async (t) => {
  const { table, charter, bank, url } = await rawEvaluate(t);
  const [signedFor, sent] = [elementsFor(table.suite, "a", 2), elementsFor(table.suite, "b", 2)];
  const header = packHeader(signRequest(PURPOSES.evaluate, requestFor(charter, "bank", 0, signedFor), bank));
  const answer = await send(url, `/v1/studies/${STUDY}/evaluate`, {
    method: "POST",
    body: new Uint8Array(sent),
    headers: { [REQUEST_HEADER]: header },
  });
  assert.deepEqual(answer, { status: 400, code: "otherElements" });
});

test("an unknown address, another study in the address, or a large body is refused", async (t) => {
  const { charter, bank, table, url } = await rawEvaluate(t);
  const [first] = table.clients;
  assert.ok(first);
  for (const path of [
    "/",
    "/v1",
    "/v1/studies",
    "/v1/studies/a/b/c",
    "/v1/studies/..%2f..%2fx/keys",
    "/v1/studies/A/keys",
  ])
    assert.deepEqual(await send(url, path, { method: "POST", body: "{}" }), { status: 404, code: "notFound" });
  assert.deepEqual(await send(url, `/v1/studies/${STUDY}/constructor`, {}), { status: 404, code: "notFound" });
  const veto = JSON.stringify(
    signRequest(PURPOSES.veto, { study: STUDY, partner: "bank", charterHash: charter.hash }, bank),
  );
  const elsewhere = await send(url, "/v1/studies/ander/veto", { method: "POST", body: veto });
  assert.deepEqual(elsewhere, { status: 400, code: "otherStudy" });
  const large = await send(url, `/v1/studies/${STUDY}/veto`, { method: "POST", body: " ".repeat(70_000) });
  assert.deepEqual(large, { status: 413, code: "tooLarge" });
  // Without an announced length, which fetch calls a stream.
  const unannounced = await send(url, `/v1/studies/${STUDY}/veto`, {
    method: "POST",
    body: new Blob([" ".repeat(2_000_000)]).stream(),
    ...{ duplex: "half" },
  });
  assert.deepEqual(unannounced, { status: 413, code: "tooLarge" });
});

test("a signature for one endpoint is worthless at another", async (t) => {
  const { table, url } = await rawEvaluate(t);
  const { byOperator } = table.cast;
  const request = { holder: table.holders[0]?.info.holder ?? "", study: STUDY };
  const body = JSON.stringify(signRequest(PURPOSES.keys, request, byOperator));
  const answer = await send(url, `/v1/studies/${STUDY}/destroy`, { method: "POST", body });
  assert.deepEqual(answer, { status: 403, code: "notAllowed" });
});

test("a sender that hangs up halfway counts for nothing", async (t) => {
  const { table, charter, bank, url, evaluate } = await rawEvaluate(t);
  const blinded = elementsFor(table.suite, "a", 3);
  const header = packHeader(signRequest(PURPOSES.evaluate, requestFor(charter, "bank", 0, blinded), bank));
  const { port } = new URL(url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(`POST /v1/studies/${STUDY}/evaluate HTTP/1.1\r\nhost: x\r\ncontent-length: 96\r\n`);
      socket.write(`${REQUEST_HEADER}: ${header}\r\n\r\n`);
      socket.write(blinded.subarray(0, 40), () => socket.destroy());
    });
    socket.on("close", () => resolve());
  });
  assert.equal((await evaluate(0, 1, blinded)).receipt.receipt.total, 3);
});

test("a client says in Dutch what happened when nobody answers, too late, or nonsense", async () => {
  const none = createHolderClient("http://127.0.0.1:1");
  await refused(none.holder(), "unreachable");
  const slow = createHolderClient("http://holder.example", {
    timeoutMs: 20,
    fetch: (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      }),
  });
  // A timer of AbortSignal does not keep a process alive.
  const alive = setInterval(() => {}, 1000);
  await refused(slow.holder(), "noAnswer");
  clearInterval(alive);
  for (const body of ["<html>", "{}", '{"holder":1}', '{"code":"__proto__"}']) {
    const broken = createHolderClient("http://holder.example", { fetch: async () => new Response(body) });
    await refused(broken.holder(), "unreadableAnswer");
    const failing = createHolderClient("http://holder.example", {
      fetch: async () => new Response(body, { status: 500 }),
    });
    await refused(failing.holder(), "unreadableAnswer");
  }
  let sent = 0;
  const flood = new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent <= 64) controller.enqueue(new Uint8Array(1_000_000));
      else controller.close();
    },
  });
  const endless = createHolderClient("http://holder.example", { fetch: async () => new Response(flood) });
  await refused(endless.holder(), "unreadableAnswer");
  assert.ok(sent < 24, `${sent} MB taken in`);
  const rude = createHolderClient("http://holder.example", {
    fetch: async () => Response.json({ code: "destroyed", message: "<script>" }, { status: 410 }),
  });
  await assert.rejects(rude.holder(), (error) => error instanceof HolderError && /vernietigd/.test(error.message));
});

test("an evaluation with more or fewer elements than were sent is no answer", async (t) => {
  const { table, charter, bank, url } = await rawEvaluate(t);
  const blinded = elementsFor(table.suite, "a", 3);
  for (const change of [-32, -1, 1, 32]) {
    const client = createHolderClient(url, {
      patienceMs: 0,
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        return new Response(new Uint8Array(blinded.length + change), { headers: answer.headers });
      },
    });
    await refused(client.evaluate(requestFor(charter, "bank", 0, blinded), blinded, bank), "unreadableAnswer");
  }
});
