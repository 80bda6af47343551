import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { Hono } from "hono";
import { systemClock } from "./platform/clock.ts";
import { createSite } from "./site/site.tsx";
import { freshDatabase } from "./testing/database.ts";

const PAGE = "/openbaar/privacy";
const client = (acceptEncoding?: string, ifNoneMatch?: string) => ({ acceptEncoding, ifNoneMatch });

/** The site of an empty programme, with one page asked for, so that it stands ready in memory. */
async function readySite(baseUrl: string) {
  const { db } = await freshDatabase();
  const site = createSite({ db, baseUrl, base: "/openbaar", clock: systemClock });
  const app = new Hono().route("/openbaar", site.app);
  assert.equal((await app.request(PAGE)).status, 200);
  return { site, app };
}

test("a page comes in the form that the client takes, each form with its own tag", async () => {
  const { site, app } = await readySite("https://tafel.example");
  const plain = site.fastPath(PAGE, client());
  const packed = site.fastPath(PAGE, client("gzip, br"));
  assert.ok(plain && packed);
  assert.equal(plain.headers["Content-Encoding"], undefined);
  assert.equal(packed.headers["Content-Encoding"], "br");
  for (const answer of [plain, packed]) assert.equal(answer.headers.Vary, "Accept-Encoding");
  assert.notEqual(packed.headers.ETag, plain.headers.ETag);
  assert.equal(brotliDecompressSync(packed.body).toString(), plain.body.toString());
  const slow = await app.request(PAGE, { headers: { "accept-encoding": "gzip, br" } });
  assert.equal(slow.headers.get("etag"), packed.headers.ETag);
});

test("who has the page already gets no bytes, and only for the form that was kept", async () => {
  const { site, app } = await readySite("https://tafel.example");
  const tag = site.fastPath(PAGE, client("br"))?.headers.ETag ?? "";
  const again = site.fastPath(PAGE, client("br", `"iets-anders", ${tag}`));
  assert.equal(again?.status, 304);
  assert.equal(again?.body.length, 0);
  assert.equal(again?.headers.Vary, "Accept-Encoding");
  assert.equal(site.fastPath(PAGE, client(undefined, tag))?.status, 200);
  const slow = await app.request(PAGE, { headers: { "accept-encoding": "br", "if-none-match": tag } });
  assert.equal(slow.status, 304);
});

test("pages from memory carry the security headers, and on https the promise to stay there", async () => {
  const { site } = await readySite("https://tafel.example");
  const headers = site.fastPath(PAGE, client())?.headers ?? {};
  assert.match(headers["Content-Security-Policy"] ?? "", /default-src 'none'/);
  assert.match(headers["Strict-Transport-Security"] ?? "", /max-age=\d+/);
  const local = await readySite("http://localhost:3000");
  assert.equal(local.site.fastPath(PAGE, client())?.headers["Strict-Transport-Security"], undefined);
});
