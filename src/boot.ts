import { readFileSync } from "node:fs";
import { createApp } from "./app.ts";
import { startChores } from "./chores.ts";
import type { Config } from "./config.ts";
import { type ExampleLink, seedExample } from "./example.ts";
import { createResearch, type Research } from "./modules/research/index.ts";
import { openDatabase } from "./open.ts";
import { readManifest } from "./platform/assets.ts";
import { systemClock } from "./platform/clock.ts";
import type { Database, DatabaseHandle } from "./platform/database.ts";
import { createJobs, type Jobs } from "./platform/jobs.ts";
import { createMail } from "./platform/mail.ts";
import { pendingMigrations } from "./platform/migrations.ts";
import { listen } from "./platform/serve.ts";
import { createSite } from "./site/site.tsx";
import { setAssets } from "./ui/assets.ts";

const ASSETS = "build/assets";
const SITE_BASE = "/openbaar";

export interface Running {
  readonly port: number;
  readonly db: Database;
  /** Sign-in link of an example person; null in production. */
  linkOf(personId: string): string | null;
  /** Finishes running answers and jobs, chains the last events and closes the database. */
  stop(): Promise<void>;
}

/** Starts everything in one process, in order: database, jobs, application, door. `say` gets one line per step. */
export async function startRondetafel(config: Config, say: (line: string) => void): Promise<Running> {
  setAssets(readManifest(ASSETS));
  const handle = await openDatabase(config);
  try {
    say(
      handle.engine === "embedded"
        ? `  Database geopend in ${config.dataDir} (om uit te proberen; gebruik voor echt werk PostgreSQL)`
        : "  Verbonden met PostgreSQL",
    );
    const jobs = createJobs(handle);
    const mail = createMail({
      db: handle.db,
      jobs,
      clock: systemClock,
      smtpUrl: config.smtpUrl,
      baseUrl: config.baseUrl,
    });
    const site = createSite({ db: handle.db, baseUrl: config.baseUrl, base: SITE_BASE, clock: systemClock });
    const research = startResearch(handle, jobs, config);
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const isReady = async (): Promise<boolean> =>
      pendingMigrations(handle).then(
        (missing) => missing.length === 0,
        () => false,
      );
    const { app, identity } = createApp({
      handle,
      config,
      mail,
      site: site.app,
      research,
      clock: systemClock,
      assetFolder: ASSETS,
      isReady,
      log,
    });
    await jobs.start();
    await research.resume();
    const links =
      config.mode === "example"
        ? await seedExample(handle.db, {
            mail,
            baseUrl: config.baseUrl,
            clock: systemClock,
            read: (file) => JSON.parse(readFileSync(file, "utf8")),
          })
        : [];
    const door = await listen({ port: config.port, host: config.host, fetch: app.fetch, fastPath: site.fastPath });
    const chores = startChores(handle.db, systemClock, log);
    sayWhere(config, links, identity.exampleLink, say);
    return {
      port: door.port,
      db: handle.db,
      linkOf: identity.exampleLink,
      stop: async () => {
        await door.close();
        await jobs.stop();
        await chores.stop();
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The research environment, with its work on the queue. */
export function startResearch(handle: DatabaseHandle, jobs: Jobs, config: Config): Research {
  const research = createResearch({
    db: handle.db,
    dataDir: config.dataDir,
    clock: systemClock,
    enqueue: (tx, job, data) => jobs.enqueue(tx, job, data),
    // On a laptop without namespaces one may try it out; the page then says that it was not locked in.
    isolation: config.mode === "example" ? "allowNone" : "require",
  });
  // A computation that is cut off by a crash starts again; the commands leave alone what was finished.
  for (const [name, work] of Object.entries(research.jobs)) jobs.define(name, work, { retries: 3 });
  return research;
}

function sayWhere(
  config: Config,
  links: readonly ExampleLink[],
  linkOf: (personId: string) => string | null,
  say: (line: string) => void,
): void {
  say(`\nRondetafel staat klaar op ${config.baseUrl}`);
  if (links.length === 0) return;
  say("\nKijk rond als een van deze (verzonnen) mensen:");
  for (const { role, personId } of links) say(`  ${role.padEnd(24)} ${linkOf(personId) ?? ""}`);
}
