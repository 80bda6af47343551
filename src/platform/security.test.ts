import assert from "node:assert/strict";
import { test } from "node:test";
import { Hono } from "hono";
import { limitBody, MAX_FORM_BYTES, requireOwnOrigin, SECURITY_HEADERS, securityHeaders } from "./security.ts";

const app = new Hono();
app.use(securityHeaders("https://tafel.example"));
app.use(requireOwnOrigin("https://tafel.example", (c) => c.text("vreemd", 403)));
app.use(limitBody((c) => c.text("te groot", 413)));
app.get("/", (c) => c.text("ja"));
app.post("/", async (c) => c.text(String((await c.req.text()).length)));

const post = (headers: Record<string, string>, body: BodyInit = "a=b") =>
  app.request("/", { method: "POST", headers, body, ...(body instanceof ReadableStream ? { duplex: "half" } : {}) });

test("a form from our own page is taken, from elsewhere or nowhere it is refused", async () => {
  assert.equal((await post({ origin: "https://tafel.example" })).status, 200);
  assert.equal((await post({ referer: "https://tafel.example/x" })).status, 200);
  assert.equal((await post({ origin: "https://kwaad.example" })).status, 403);
  assert.equal((await post({ origin: "null" })).status, 403);
  assert.equal((await post({})).status, 403);
});

test("reading asks for no origin", async () => {
  assert.equal((await app.request("/")).status, 200);
});

test("an oversized form is refused, also when it does not say how large it is", async () => {
  const origin = { origin: "https://tafel.example" };
  assert.equal((await post({ ...origin, "content-length": String(MAX_FORM_BYTES + 1) })).status, 413);
  const chunk = new Uint8Array(300_000);
  let left = 5;
  const stream = new ReadableStream({
    pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
  });
  assert.equal((await post(origin, stream)).status, 413);
});

test("a form without a length still arrives whole", async () => {
  const stream = new Blob(["x".repeat(5000)]).stream();
  const response = await post({ origin: "https://tafel.example" }, stream);
  assert.equal(await response.text(), "5000");
});

test("every answer carries the security headers, and HSTS only on https", async () => {
  const headers = (await app.request("/")).headers;
  for (const name of Object.keys(SECURITY_HEADERS)) assert.ok(headers.get(name), name);
  assert.match(headers.get("strict-transport-security") ?? "", /max-age=31536000/);
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
});
