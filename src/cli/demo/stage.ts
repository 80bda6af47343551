import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Running, startRondetafel } from "../../boot.ts";
import { readConfig } from "../../config.ts";
import { type Browser, signIn } from "./browser.ts";
import { addCast } from "./cast.ts";

/** Where a demonstration plays: a running platform on an empty folder, its people, and a place for everybody's files. */
export interface Stage {
  readonly baseUrl: string;
  readonly folder: string;
  readonly running: Running;
  file(name: string): string;
  /** A signed-in browser for an example role ("Programmabureau") or a person of the cast ("onderzoeker"). */
  as(who: string): Promise<Browser>;
  /** Sign-in link of the same people, for a real browser. */
  linkOf(who: string): string;
  personId(key: string): string;
  freePort(): Promise<number>;
  say(line: string): void;
  close(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

export async function setStage(say: (line: string) => void): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-demo-"));
  const port = await freePort();
  const env = { PORT: String(port), DATA_DIR: join(folder, "platform"), DATABASE_URL: process.env.DATABASE_URL };
  const lines: string[] = [];
  const running = await startRondetafel(readConfig(env), (line) => void lines.push(line));
  const cast = await addCast(running.db);
  const baseUrl = `http://localhost:${port}`;
  const browsers = new Map<string, Promise<Browser>>();
  const linkOf = (who: string): string => {
    const known = cast.get(who);
    if (known !== undefined) return running.linkOf(known) ?? "";
    return /(https?:\S+)/.exec(lines.find((line) => line.trim().startsWith(who)) ?? "")?.[1] ?? "";
  };
  return {
    ...{ baseUrl, folder, running, freePort, say, linkOf },
    file: (name) => join(folder, name),
    personId: (key) => cast.get(key) ?? "",
    as: (who) => {
      const known = browsers.get(who) ?? signIn(baseUrl, linkOf(who));
      browsers.set(who, known);
      return known;
    },
    close: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
