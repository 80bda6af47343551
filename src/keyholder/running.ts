import { HolderError } from "./errors.ts";
import { type Holder, type HolderOptions, openHolder } from "./holder.ts";
import { createHolderServer } from "./http.ts";
import { messages } from "./messages.nl.ts";
import { StartError } from "./start.ts";
import type { HolderInfo } from "./wire.ts";

export interface KeyHolderOptions extends HolderOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Only this machine unless something else is said; TLS is for the proxy in front. */
  readonly host?: string;
}

export interface RunningKeyHolder {
  readonly url: string;
  readonly info: HolderInfo;
  readonly holder: Holder;
  /** Trusts a partner's public key, as `enrol` of the command line does. */
  enrol(partner: string, publicKey: string): Promise<boolean>;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

interface Listening {
  readonly address: string;
  readonly port: number;
  readonly family: string;
}

/** A URL has IPv6 addresses in brackets. */
const urlOf = ({ address, port, family }: Listening): string =>
  `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;

/**
 * Starts a key holder in this process: what src/keyholder.ts does, and tests and demonstrations too.
 * @throws StartError with a Dutch sentence.
 */
export async function startKeyHolder(options: KeyHolderOptions): Promise<RunningKeyHolder> {
  const holder = await openHolder(options);
  const server = createHolderServer(holder, options.say ?? (() => {}));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, options.host ?? LOOPBACK, resolve);
    });
  } catch (error) {
    await holder.close();
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw taken ? new StartError(messages.start.portTaken) : error;
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new HolderError("internal");
  return {
    url: urlOf(address),
    info: holder.info,
    holder,
    enrol: holder.enrol,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await holder.close();
    },
  };
}
