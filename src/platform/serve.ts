import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";

/** An answer that stands ready in memory. */
export interface ReadyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a client says that changes the form of an answer, not its content. */
export interface Wishes {
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Looks up a page that can be sent as it is; null lets the application answer. Must not wait for anything. */
export type FastPath = (url: string, wishes: Wishes) => ReadyAnswer | null;

export interface Listening {
  readonly port: number;
  /** Stops taking requests, lets running ones finish (at most `graceMs`), then closes. */
  close(graceMs?: number): Promise<void>;
}

/** The port is in use: said apart, because the person can mend it. */
export class PortTakenError extends Error {
  readonly port: number;
  constructor(port: number) {
    super(`Poort ${port} is al in gebruik.`);
    this.port = port;
  }
}

/** Node gives a header that may be repeated as a list; these two are single, so a list is their parts. */
const wishesOf = ({ headers }: IncomingMessage): Wishes => ({
  acceptEncoding: [headers["accept-encoding"]].flat().join(", "),
  ifNoneMatch: headers["if-none-match"],
});

function sendReady(request: IncomingMessage, response: ServerResponse, ready: ReadyAnswer): void {
  response.writeHead(ready.status, ready.headers);
  response.end(request.method === "HEAD" ? undefined : ready.body);
}

/** Serves `fetch` (an application from Request to Response), with public pages straight from memory before it. */
export function listen(options: {
  port: number;
  host: string;
  fetch: (request: Request) => Response | Promise<Response>;
  fastPath?: FastPath;
}): Promise<Listening> {
  const { port, host, fetch, fastPath } = options;
  const application = getRequestListener(fetch);
  const server = createServer((request, response) => {
    const readOnly = request.method === "GET" || request.method === "HEAD";
    const ready = readOnly && fastPath ? fastPath(request.url ?? "/", wishesOf(request)) : null;
    if (ready) return sendReady(request, response, ready);
    void application(request, response);
  });
  // A slow or stuck sender must not hold a connection for ever.
  server.requestTimeout = 60_000;
  server.headersTimeout = 20_000;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortTakenError(port) : error),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : port,
        close: (graceMs = 5000) => closeServer(server, graceMs),
      });
    });
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    force.unref();
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
