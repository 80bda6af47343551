import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EngineError } from "./failure.ts";
import { bindSlots, type Computed, type Job, type JobFile } from "./job.ts";
import { Pipeline } from "./pipeline.ts";
import { openSealed } from "./sealed.ts";
import type { SqlEngine } from "./sql.ts";

/** The pipe on which the sealed files come in. */
const FILES = 3;

/** Takes exact numbers of bytes off a stream, with back-pressure. */
class ByteSource {
  readonly #parts: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#parts = stream[Symbol.asyncIterator]();
  }

  async *take(size: number): AsyncGenerator<Buffer> {
    let wanted = size;
    while (wanted > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#parts.next();
        if (next.done === true) throw new EngineError("sealed");
        this.#rest = next.value;
      }
      const part = this.#rest.subarray(0, wanted);
      this.#rest = this.#rest.subarray(part.length);
      wanted -= part.length;
      yield part;
    }
  }
}

/** Opens one sealed file into the private folder; refuses other bytes than the snapshot was made of. */
async function openFile(source: ByteSource, file: JobFile, dataKey: Uint8Array, path: string): Promise<void> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      done(null, part);
    },
  });
  await pipeline(Readable.from(source.take(file.size)), hashing, openSealed(dataKey), createWriteStream(path));
  if (hash.digest("hex") !== file.sha256) throw new EngineError("sealed");
}

const pathOf = (job: Job, index: number): string => join(job.inputs, `${index}.parquet`);

async function openEngine(job: Job): Promise<SqlEngine> {
  if (job.engine === "postgres") return (await import("./postgres.ts")).openPostgres();
  const paths = job.files.map((_, index) => pathOf(job, index));
  return (await import("./duckdb.ts")).openDuckdb(paths, job.threads, job.memory);
}

/** Runs one job, its sealed files coming in one after the other: no more than one shard is open at a time. */
export async function work(
  job: Job,
  dataKey: Uint8Array,
  sealed: Readable,
  open: (job: Job) => Promise<SqlEngine> = openEngine,
): Promise<Computed> {
  const sql = await open(job);
  const source = new ByteSource(sealed);
  const compute = new Pipeline(sql, bindSlots(job.slots, job.organisations));
  await compute.start();
  const files = job.files.map((file, index) => ({ ...file, path: pathOf(job, index) }));
  for (let shard = 0; shard < job.shards; shard += 1) {
    for (const snapshot of Pipeline.order(job)) {
      const own = files.filter((file) => file.shard === shard && file.snapshot === snapshot);
      for (const file of own) await openFile(source, file, dataKey, file.path);
      await compute.snapshot(
        snapshot,
        own.map(({ path }) => path),
      );
    }
    await compute.shard({ shard, shards: job.shards });
    for (const { path } of files.filter((file) => file.shard === shard)) rmSync(path);
  }
  const answer = await compute.finish();
  await sql.close();
  return { answer, version: sql.version };
}

/** The first line on standard input: the job and the key. When the line closes, whoever asked is gone: stop. */
async function readRequest(): Promise<{ job: Job; dataKey: Uint8Array }> {
  let text = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("end", () => process.exit(1));
  process.stdin.on("error", () => process.exit(1));
  return new Promise((resolve) => {
    process.stdin.on("data", (part: string) => {
      text += part;
      if (!text.endsWith("\n")) return;
      const { job, key } = JSON.parse(text) as { job: Job; key: string };
      resolve({ job, dataKey: Buffer.from(key, "base64") });
    });
  });
}

/** Says the outcome as one line of JSON: an answer, or the name of a failure. Never a message of an engine. */
export async function runChild(): Promise<void> {
  let outcome: unknown;
  try {
    const { job, dataKey } = await readRequest();
    outcome = await work(job, dataKey, createReadStream("", { fd: FILES, highWaterMark: 1 << 20 }));
  } catch (error) {
    const outOfMemory = error instanceof Error && /out of memory/i.test(error.message);
    outcome = { failure: error instanceof EngineError ? error.failure : outOfMemory ? "memory" : "crashed" };
  }
  process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
}
