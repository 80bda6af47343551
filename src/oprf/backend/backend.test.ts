import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { createSuite, nativeAvailable, OprfError, openBackend } from "../index.ts";
import { bytesOf, refuses } from "../testing.ts";
import { createBackend } from "./backend.ts";
import { openNative } from "./native.ts";
import type { Sodium } from "./sodium.ts";
import { openWasm } from "./wasm.ts";

async function sodiumsHere(): Promise<readonly Sodium[]> {
  return (await nativeAvailable()) ? [await openWasm(), await openNative()] : [await openWasm()];
}

/** The same libsodium, with a guard of 64 bytes behind every piece of memory that it gives out. */
function guarded(sodium: Sodium) {
  const pieces: { readonly address: number; readonly bytes: number }[] = [];
  const guard = randomBytes(64);
  const guardedSodium: Sodium = {
    ...sodium,
    allocate(bytes) {
      const address = sodium.allocate(bytes + guard.length);
      pieces.push({ address, bytes });
      // What malloc gives may hold what was there before.
      sodium.view(address, bytes).fill(0);
      sodium.view(address, bytes + guard.length).set(guard, bytes);
      return address;
    },
  };
  const contents = () =>
    pieces.map(({ address, bytes }) => {
      const all = sodium.view(address, bytes + guard.length);
      return { used: all.subarray(0, bytes), guard: all.subarray(bytes) };
    });
  return { sodium: guardedSodium, guard, contents };
}

test("nothing stays behind in the working memory, and nothing beside it is touched", async () => {
  for (const sodium of await sodiumsHere()) {
    const { sodium: watched, guard, contents } = guarded(sodium);
    const suite = createSuite(createBackend(watched), "voprf");
    const check = (): void => {
      for (const piece of contents()) {
        assert.ok(Buffer.alloc(piece.used.length).equals(piece.used), `${sodium.name}: wiped`);
        assert.deepEqual(Buffer.from(piece.guard), guard, `${sodium.name}: stayed inside`);
      }
    };
    const inputs = Array.from({ length: 1500 }, (_, index) => bytesOf(`input ${index}`));
    const { secretKey, publicKey } = suite.deriveKeyPair(new Uint8Array(32).fill(1), bytesOf(""));
    check();
    const { blinds, blinded } = suite.blindBatch(inputs);
    check();
    const { evaluated } = suite.evaluateWithProof(secretKey, publicKey, blinded);
    check();
    suite.finalizeBatch(inputs, blinds, evaluated);
    check();
    evaluated.fill(0xff, 32 * 1200, 32 * 1201);
    refuses("invalidElement", () => suite.finalizeBatch(inputs, blinds, evaluated));
    check();
  }
});

test("WebAssembly's memory may grow between two batches", async () => {
  const sodium = await openWasm();
  const suite = createSuite(createBackend(sodium), "oprf");
  const [key, before] = [suite.randomScalar(), sodium.view(0, 1).buffer];
  const element = suite.hashToGroup(bytesOf("element"));
  const evaluated = suite.evaluate(key, element);
  sodium.allocate(32 * 2 ** 20);
  assert.notEqual(sodium.view(0, 1).buffer, before, "the memory has grown");
  assert.deepEqual(suite.evaluate(key, element), evaluated);
});

test("a worker thread has a backend of its own, with the same results", async () => {
  const code = `
    import { parentPort, workerData } from "node:worker_threads";
    const { createSuite, openBackend } = await import(workerData.door);
    const results = [];
    for (const name of workerData.names) {
      const suite = createSuite(await openBackend(name), "oprf");
      results.push(suite.deriveKeyPair(new Uint8Array(32), new Uint8Array()).publicKey);
    }
    parentPort.postMessage(results);`;
  const names = (await nativeAvailable()) ? ["wasm", "native"] : ["wasm"];
  const expected = createSuite(await openBackend(), "oprf").deriveKeyPair(
    new Uint8Array(32),
    new Uint8Array(),
  ).publicKey;
  const door = new URL("../index.ts", import.meta.url).href;
  const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const worker = new Worker(url, { workerData: { names, door } });
  try {
    const [results] = (await once(worker, "message")) as [readonly Uint8Array[]];
    assert.deepEqual(
      results,
      names.map(() => expected),
    );
  } finally {
    await worker.terminate();
  }
});

test("a machine without libsodium is told what to install", async () => {
  await assert.rejects(
    openNative(["libsodium-that-is-not-here.so"]),
    (error) =>
      error instanceof OprfError &&
      error.code === "nativeUnavailable" &&
      /installeer .*libsodium23/i.test(error.message),
  );
});

test("without a wish the fastest backend that is here is taken, and each is opened once", async () => {
  const backend = await openBackend();
  assert.equal(backend.name, (await nativeAvailable()) ? "native" : "wasm");
  assert.equal(await openBackend(), backend);
  assert.equal((await openBackend("wasm")).name, "wasm");
});

test("two items are combined with two, or with one; three with two are refused", async () => {
  for (const sodium of await sodiumsHere()) {
    const backend = createBackend(sodium);
    const scalars = createSuite(backend, "oprf");
    const [a, b, c] = [scalars.randomScalar(), scalars.randomScalar(), scalars.randomScalar()];
    const two = Uint8Array.from([...a, ...b]);
    const sums = backend.addScalars(two, c);
    assert.deepEqual(sums.subarray(0, 32), backend.addScalars(a, c));
    assert.deepEqual(sums.subarray(32), backend.addScalars(b, c));
    assert.deepEqual(backend.addScalars(c, two), sums);
    refuses("countMismatch", () => backend.addScalars(Uint8Array.from([...two, ...c]), two));
  }
});
