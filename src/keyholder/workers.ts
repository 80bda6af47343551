import { parentPort, Worker } from "node:worker_threads";
import { HolderError } from "./errors.ts";
import { createEvaluator, type Evaluator, openSuite } from "./evaluator.ts";

/**
 * The arithmetic on other threads: a batch of 8 192 takes about a second, and in that second a veto must still come
 * through. A share goes to a thread with each batch and is wiped there when the batch is done.
 */
export interface WorkerEvaluator extends Evaluator {
  close(): Promise<void>;
}

interface Work {
  readonly share: Uint8Array;
  readonly publicShare: Uint8Array;
  readonly blinded: Uint8Array;
}

type Done =
  | { readonly evaluated: Uint8Array; readonly proof: Uint8Array }
  | { readonly refused: "invalidElement" | "internal" };

interface Job {
  readonly work: Work;
  resolve(done: { readonly evaluated: Uint8Array; readonly proof: Uint8Array }): void;
  reject(error: HolderError): void;
}

/** What a thread of the pool does all day. To be called by the program of the pool when it is not the main thread. */
export async function serveEvaluations(): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  const evaluator = createEvaluator(await openSuite());
  port.on("message", async ({ share, publicShare, blinded }: Work) => {
    try {
      port.postMessage((await evaluator.evaluate(share, publicShare, blinded)) satisfies Done);
    } catch (error) {
      const known = error instanceof HolderError && error.code === "invalidElement";
      port.postMessage({ refused: known ? "invalidElement" : "internal" } satisfies Done);
    } finally {
      share.fill(0);
    }
  });
}

/** A pool of threads that run `program` (which calls serveEvaluations there). A thread that dies is replaced. */
export function createWorkerEvaluator(program: URL, size: number): WorkerEvaluator {
  const queue: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  const all = new Set<Worker>();
  let closed = false;

  function next(): void {
    while (idle.length > 0 && queue.length > 0) {
      const [worker, job] = [idle.pop(), queue.shift()];
      if (worker === undefined || job === undefined) return;
      busy.set(worker, job);
      worker.postMessage(job.work);
    }
  }

  function finish(worker: Worker, done: Done): void {
    const job = busy.get(worker);
    busy.delete(worker);
    idle.push(worker);
    if (job !== undefined) {
      if ("refused" in done) job.reject(new HolderError(done.refused));
      else job.resolve(done);
    }
    next();
  }

  function start(): void {
    const worker = new Worker(program);
    all.add(worker);
    idle.push(worker);
    worker.on("message", (done: Done) => finish(worker, done));
    // After an error comes the exit, which is dealt with below.
    worker.on("error", () => {});
    worker.on("exit", () => {
      all.delete(worker);
      busy.get(worker)?.reject(new HolderError("internal"));
      busy.delete(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
      if (!closed && at < 0) start();
      next();
    });
  }

  for (let count = 0; count < size; count += 1) start();
  return {
    evaluate: (share, publicShare, blinded) =>
      new Promise((resolve, reject) => {
        if (closed || all.size === 0) reject(new HolderError("internal"));
        else queue.push({ work: { share: share.slice(), publicShare, blinded }, resolve, reject });
        next();
      }),
    async close() {
      closed = true;
      for (const { reject } of queue.splice(0)) reject(new HolderError("internal"));
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}
