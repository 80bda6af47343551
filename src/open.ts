import { join } from "node:path";
import type { Config } from "./config.ts";
import { type DatabaseHandle, openEmbedded, openServer } from "./platform/database.ts";
import { lockFolder } from "./platform/lock.ts";
import { migrate } from "./platform/migrations.ts";

/**
 * Opens the database that the settings name and brings it up to date. The embedded one is locked first: a second
 * process on its folder would destroy it. @throws FolderLockedError with a Dutch sentence.
 */
export async function openDatabase(config: Pick<Config, "databaseUrl" | "dataDir">): Promise<DatabaseHandle> {
  if (config.databaseUrl !== null) {
    const server = openServer(config.databaseUrl);
    await migrate(server);
    return server;
  }
  const lock = lockFolder(config.dataDir);
  try {
    const embedded = await openEmbedded(join(config.dataDir, "database"));
    await migrate(embedded);
    return {
      ...embedded,
      close: async () => {
        await embedded.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
