import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createHolderClient } from "./client.ts";
import { bytesOf, openSuite } from "./evaluator.ts";
import { type SignedReceipt, startKeyHolder, verifyLedger, verifyReceipt } from "./index.ts";
import { toBase64Url } from "./signing.ts";
import {
  type Cast,
  commitmentOf,
  createCast,
  elementsFor,
  NORMALISER,
  PARTNERS,
  requestFor,
  STUDY,
  signAll,
  temporaryFolder,
} from "./testing.ts";

const program = fileURLToPath(new URL("../keyholder.ts", import.meta.url));
const OPTIONS = ["--import", "tsx", program];

const environmentOf = (cast: Cast, dir: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  KEYHOLDER_NAME: "Houder 1",
  KEYHOLDER_DIR: dir,
  KEYHOLDER_PORT: "0",
  KEYHOLDER_OPERATOR_KEY: cast.operator.publicKey,
});

interface Ran {
  readonly code: number;
  readonly said: string;
}

/** One command of the administrator, to its end. */
function command(env: NodeJS.ProcessEnv, ...args: readonly string[]): Ran {
  try {
    const said = execFileSync(process.execPath, [...OPTIONS, ...args], { env, encoding: "utf8", stdio: "pipe" });
    return { code: 0, said };
  } catch (error) {
    assert.ok(error instanceof Error && "stderr" in error && "stdout" in error && "status" in error);
    return { code: Number(error.status), said: `${error.stdout}${error.stderr}` };
  }
}

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** The process as it runs at an organisation, ready to answer. */
async function serve(t: TestContext, env: NodeJS.ProcessEnv): Promise<Served> {
  const child = spawn(process.execPath, [...OPTIONS, "serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  t.after(() => kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /(http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return { url, child, kill };
  }
  throw new Error("the holder did not start");
}

/** A charter between the process at `url` and a second holder in this process. */
async function agree(t: TestContext, cast: Cast, url: string) {
  const second = await startKeyHolder({
    name: "Houder 2",
    dir: temporaryFolder(t),
    port: 0,
    operatorKey: cast.operator.publicKey,
  });
  t.after(() => second.close());
  const clients = [createHolderClient(url), createHolderClient(second.url)];
  const wanted = [{ type: "phone", sharing: "additive" }] as const;
  const infos = await Promise.all(clients.map((client) => client.holder()));
  const shares = (await Promise.all(clients.map((client) => client.createKeys(STUDY, wanted, cast.byOperator)))).flat();
  const suite = await openSuite();
  const jointKey = toBase64Url(suite.addPublicKeys(...shares.map(({ publicShare }) => bytesOf(publicShare))));
  const signed = signAll(cast, {
    format: "rondetafel-charter/1",
    study: STUDY,
    starts: "2020-01-01",
    ends: "2099-12-31",
    parties: PARTNERS.map((partner) => ({
      partner,
      name: partner,
      role: "dataHolder" as const,
      signingKey: cast.keys[partner].publicKey,
    })),
    holders: infos.map(({ holder, name, receiptKey }) => ({
      holder,
      name,
      receiptKey,
      url: "https://sleutel.example",
    })),
    identifiers: [
      {
        type: "phone",
        normaliser: NORMALISER,
        ceiling: 100_000,
        sharing: "additive",
        shares: shares.map(({ type: _type, ...share }) => share),
        jointKey,
        canaries: [],
      },
    ],
  });
  return { signed, suite, receiptKey: infos[0]?.receiptKey ?? "" };
}

test("T14: killed in the middle of batches and resumed, nothing is counted twice and nothing is lost", async (t) => {
  const [cast, dir] = [createCast(), temporaryFolder(t)];
  const env = environmentOf(cast, dir);
  const keys = PARTNERS.flatMap((partner) => [partner, cast.keys[partner].publicKey]);
  assert.equal(command(env, "enrol", ...keys).code, 0);
  let running = await serve(t, env);
  const { signed, suite, receiptKey } = await agree(t, cast, running.url);
  const [bank, size, batches] = [cast.by("bank"), 64, 40];
  await createHolderClient(running.url).offerCharter(STUDY, signed);
  const committed = await createHolderClient(running.url).commit(commitmentOf(signed, "bank", size * batches), bank);
  const work = Array.from({ length: batches }, (_, batch) => elementsFor(suite, `reeks ${batch}`, size));
  const receipts = new Map<number, SignedReceipt>();
  const ask = async (batch: number, blinded: Uint8Array): Promise<void> => {
    const client = createHolderClient(running.url, { patienceMs: 20_000 });
    const { receipt } = await client.evaluate(requestFor(signed, "bank", batch, blinded), blinded, bank);
    const earlier = receipts.get(batch);
    if (earlier !== undefined) assert.deepEqual(receipt, earlier);
    assert.ok(verifyReceipt(receipt, receiptKey));
    receipts.set(batch, receipt);
  };
  for (const killAt of [4, 12]) {
    let killed: Promise<void> | undefined;
    const asked = work.map(async (blinded, batch) => {
      await ask(batch, blinded);
      // The other batches are on their way, in the arithmetic or in the ledger at this moment.
      if (receipts.size >= killAt) killed ??= running.kill("SIGKILL");
    });
    await Promise.allSettled(asked);
    await killed;
    assert.ok(receipts.size >= killAt && receipts.size < batches, `${receipts.size} of ${batches}`);
    running = await serve(t, env);
  }
  for (const [batch, blinded] of work.entries()) await ask(batch, blinded);
  const { used } = await createHolderClient(running.url).commit(commitmentOf(signed, "bank", size * batches), bank);
  assert.equal(used, size * batches);
  assert.ok(used < committed.quota);
  const { rows, head } = await createHolderClient(running.url).ledger(STUDY, bank);
  assert.equal(verifyLedger(rows, head.head).broken, null);
  const counted = rows.flatMap(({ entry }) => (entry?.kind === "evaluated" ? [entry.batch] : []));
  assert.deepEqual(
    counted.sort((a, b) => a - b),
    [...work.keys()],
  );
  // A clean stop, and the administrator's own look at it.
  await running.kill("SIGTERM");
  assert.equal(running.child.exitCode, 0);
  assert.match(command(env, "verify").said, /grootboek is heel/);
  assert.match(command(env, "list").said, /bank, phone: 2\.560 van 2\.688/);
});

test("the administrator gets Dutch sentences, without a stack or a secret, and a folder is used once", async (t) => {
  const [cast, dir] = [createCast(), temporaryFolder(t)];
  const env = environmentOf(cast, dir);
  const { said, code } = command(env, "enrol", "bank", cast.keys.bank.publicKey);
  assert.deepEqual({ said, code }, { said: "bank is ingeschreven.\n", code: 0 });
  const wrong = command(env, "enrol", "bank", "geen sleutel");
  assert.equal(wrong.code, 1);
  assert.match(wrong.said, /^Dit is geen openbare sleutel/);
  assert.match(command(env, "dansen").said, /^Gebruik:/);
  assert.match(command({ ...env, KEYHOLDER_OPERATOR_KEY: "x" }, "serve").said, /^KEYHOLDER_OPERATOR_KEY is geen/);
  const running = await serve(t, env);
  assert.match(command(env, "list").said, /al in gebruik/);
  assert.equal(command(env, "verify").code, 0, "looking is allowed while the holder runs");
  await running.kill("SIGTERM");
});
