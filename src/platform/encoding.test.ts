import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { chooseEncoding, createVariants, encodingHeaders } from "./encoding.ts";

test("the best encoding that a client takes is chosen; a weight of nought means never", () => {
  assert.equal(chooseEncoding("gzip, deflate, br, zstd"), "br");
  assert.equal(chooseEncoding("GZIP;q=0.5"), "gzip");
  assert.equal(chooseEncoding("br;q=0, gzip"), "gzip");
  assert.equal(chooseEncoding("br; q=0.000, gzip;q=0"), "identity");
  for (const nothing of [undefined, "", "identity", "deflate", "*", "vibranium"])
    assert.equal(chooseEncoding(nothing), "identity");
});

test("each form says the same and is made once", () => {
  const body = Buffer.from("een tafel ".repeat(200));
  const variants = createVariants(body, 5);
  const brotli = variants("br");
  assert.equal(brotliDecompressSync(brotli.body).toString(), body.toString());
  assert.equal(gunzipSync(variants("gzip").body).toString(), body.toString());
  assert.equal(variants(undefined).body, body);
  assert.equal(variants("br, gzip"), brotli);
});

test("what does not get smaller is sent as it is", () => {
  const body = Buffer.from("kort");
  assert.deepEqual(createVariants(body, 11)("br"), { encoding: "identity", body });
});

test("caches are told that there are several forms, also with the plain one", () => {
  assert.deepEqual(encodingHeaders("br"), { Vary: "Accept-Encoding", "Content-Encoding": "br" });
  assert.deepEqual(encodingHeaders("identity"), { Vary: "Accept-Encoding" });
});
