import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { BackendName } from "../../oprf/index.ts";
import { createCalculator, type Job, type Outcome } from "./calculate.ts";

const MARK = "rondetafel-pseudonymise";

interface Waiting {
  readonly job: Job;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

export interface Pool {
  readonly size: number;
  run(job: Job): Promise<Outcome>;
  close(): Promise<void>;
}

/** No threads at all: for a few identifiers, a thread takes longer to start than to calculate. */
function inlinePool(backend: BackendName | undefined): Pool {
  const ready = createCalculator(backend);
  return { size: 1, run: async (job) => (await ready)(job), close: async () => {} };
}

/** Threads that do the arithmetic, one job each; the main thread is left with reading, sending and writing. */
export function startPool(
  options: { readonly threads?: number | undefined; readonly backend?: BackendName | undefined } = {},
): Pool {
  const size = options.threads ?? availableParallelism();
  if (size < 1) return inlinePool(options.backend);
  const waiting: Waiting[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  let broken: Error | null = null;

  function next(): void {
    const worker = waiting.length > 0 ? idle.pop() : undefined;
    const one = worker === undefined ? undefined : waiting.shift();
    if (worker === undefined || one === undefined) return;
    busy.set(worker, one);
    worker.postMessage(one.job);
  }
  function fail(error: Error): void {
    broken ??= error;
    for (const one of [...busy.values(), ...waiting.splice(0)]) one.reject(error);
    busy.clear();
  }
  function settle(worker: Worker, outcome: Outcome): void {
    const done = busy.get(worker);
    busy.delete(worker);
    idle.push(worker);
    done?.resolve(outcome);
    next();
  }

  const workers = Array.from({ length: size }, () => {
    const worker = new Worker(import.meta.filename, { workerData: { mark: MARK, backend: options.backend } });
    worker.on("message", (outcome: Outcome) => settle(worker, outcome));
    worker.on("error", (error) => fail(error instanceof Error ? error : new Error("worker")));
    return worker;
  });
  idle.push(...workers);

  return {
    size,
    run: (job) =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken);
        waiting.push({ job, resolve, reject });
        next();
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

interface Start {
  readonly mark: string;
  readonly backend?: BackendName;
}

// A thread starts this very file, also when everything is bundled into one: then the mark tells a thread from the tool.
const start = workerData as Start | null;
export const isPoolThread = !isMainThread && start?.mark === MARK;

if (isPoolThread && parentPort !== null) {
  const port = parentPort;
  const ready = createCalculator(start?.backend);
  port.on("message", (job: Job) => {
    ready
      .then((calculate) => port.postMessage(calculate(job)))
      // Thrown outside the promise, so that the pool hears of it as an error of the thread.
      .catch((error: unknown) => setImmediate(() => Promise.reject(error)));
  });
}
