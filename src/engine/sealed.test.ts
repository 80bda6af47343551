import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import fc from "fast-check";
import { EngineError } from "./failure.ts";
import { openSealed, sealWriter } from "./sealed.ts";

const KEY = randomBytes(32);
const CHUNK = 64;
const HEADER = 28;
const TAG = 16;

const seal = (plain: Uint8Array, key = KEY): Promise<Buffer> =>
  buffer(Readable.from([Buffer.from(plain)]).pipe(sealWriter(key, CHUNK)));
async function open(sealed: Uint8Array, key = KEY, cut = sealed.length): Promise<Buffer> {
  const parts = [Buffer.from(sealed.subarray(0, cut)), Buffer.from(sealed.subarray(cut))].filter(
    (part) => part.length > 0,
  );
  const opening = openSealed(key);
  Readable.from(parts).pipe(opening);
  return buffer(opening);
}
const refused = (error: unknown): boolean => error instanceof EngineError && error.failure === "sealed";

test("what is sealed opens to the same bytes, whatever the size and however it arrives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5 * CHUNK }), fc.nat(), async (plain, cut) => {
      const sealed = await seal(plain);
      assert.deepEqual(new Uint8Array(await open(sealed, KEY, cut % (sealed.length + 1))), plain);
    }),
    { numRuns: 100 },
  );
});

test("exactly full chunks and nothing at all are files like any other", async () => {
  for (const size of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]) {
    const plain = randomBytes(size);
    assert.deepEqual(await open(await seal(plain)), plain);
  }
});

test("a file that was cut anywhere is refused, also between two chunks", async () => {
  const sealed = await seal(randomBytes(3 * CHUNK + 5));
  for (let length = 0; length < sealed.length; length += 1)
    await assert.rejects(open(sealed.subarray(0, length)), refused);
});

test("a file with something behind it is refused", async () => {
  const sealed = await seal(randomBytes(2 * CHUNK));
  await assert.rejects(open(Buffer.concat([sealed, randomBytes(1)])), refused);
  await assert.rejects(open(Buffer.concat([sealed, sealed.subarray(HEADER)])), refused);
});

test("chunks in another order, twice, or from another file of the same key are refused", async () => {
  const plain = randomBytes(3 * CHUNK);
  const [one, other] = [await seal(plain), await seal(plain)];
  const part = (file: Buffer, index: number) =>
    file.subarray(HEADER + index * (CHUNK + TAG), HEADER + (index + 1) * (CHUNK + TAG));
  const build = (...parts: readonly Buffer[]) => Buffer.concat([one.subarray(0, HEADER), ...parts]);
  assert.deepEqual(await open(build(part(one, 0), part(one, 1), part(one, 2))), plain);
  await assert.rejects(open(build(part(one, 1), part(one, 0), part(one, 2))), refused);
  await assert.rejects(open(build(part(one, 0), part(one, 0), part(one, 2))), refused);
  await assert.rejects(open(build(part(one, 0), part(other, 1), part(one, 2))), refused);
  await assert.rejects(open(build(part(one, 0), part(one, 2))), refused);
});

test("a single changed bit anywhere is refused", async () => {
  const sealed = await seal(randomBytes(CHUNK + 3));
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await assert.rejects(open(changed), refused, `byte ${at}`);
  }
});

test("another study's key opens nothing, and a key of another length is no key", async () => {
  await assert.rejects(open(await seal(randomBytes(10)), randomBytes(32)), refused);
  assert.throws(() => sealWriter(randomBytes(16)), EngineError);
});

test("nothing of a damaged chunk is ever passed on", async () => {
  const sealed = await seal(Buffer.alloc(2 * CHUNK, "a"));
  sealed[HEADER + 3] = (sealed[HEADER + 3] ?? 0) ^ 1;
  const opening = openSealed(KEY);
  const seen: Buffer[] = [];
  opening.on("data", (part: Buffer) => seen.push(part));
  Readable.from([sealed]).pipe(opening);
  await new Promise((resolve) => opening.once("error", resolve));
  assert.equal(Buffer.concat(seen).length, 0);
});
