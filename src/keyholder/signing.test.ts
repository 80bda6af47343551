import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64Url, generateSigningKey, isPublicKey, publicKeyFor, sign, toBase64Url, verify } from "./signing.ts";

const hex = (text: string): string => Buffer.from(text, "hex").toString("base64url");

test("keys are those of RFC 8032: the first test vector gives its public key", () => {
  const secret = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  assert.equal(publicKeyFor(secret), hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
});

test("a signature holds for one value, one purpose and one key", () => {
  const [key, other] = [generateSigningKey(), generateSigningKey()];
  const signature = sign("evaluate", { study: "a", batch: 1 }, key.privateKey);
  assert.ok(verify("evaluate", { batch: 1, study: "a" }, signature, key.publicKey));
  assert.ok(!verify("evaluate", { study: "a", batch: 2 }, signature, key.publicKey));
  assert.ok(!verify("destroy", { study: "a", batch: 1 }, signature, key.publicKey));
  assert.ok(!verify("evaluate", { study: "a", batch: 1 }, signature, other.publicKey));
  assert.ok(!verify("evaluate", undefined, signature, key.publicKey));
});

test("a key or signature has one spelling, and keys under which anything verifies are no keys", () => {
  const { publicKey, privateKey } = generateSigningKey();
  const signature = sign("x", 1, privateKey);
  for (const wrong of ["", "AA", `${signature}=`, `${signature} `, signature.slice(1)])
    assert.ok(!verify("x", 1, wrong, publicKey));
  assert.ok(isPublicKey(publicKey));
  const order = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
  for (const weak of ["01".padEnd(64, "0"), "0".repeat(64), order, `${order.slice(0, 62)}ff`])
    assert.equal(isPublicKey(hex(weak)), false, weak);
  assert.equal(fromBase64Url(toBase64Url(Uint8Array.of(1, 2)), 3), null);
});

test("the last bits of base64url may not vary", () => {
  assert.deepEqual(fromBase64Url("AQ"), Uint8Array.of(1));
  assert.equal(fromBase64Url("AR"), null);
});
