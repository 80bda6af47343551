import { createPublicSite } from "./app.ts";
import { readConfig } from "./config.ts";
import { openDatabase } from "./open.ts";
import { readManifest } from "./platform/assets.ts";
import { systemClock } from "./platform/clock.ts";
import { listen } from "./platform/serve.ts";
import { runProcess, say, warn } from "./process.ts";
import { createSite } from "./site/site.tsx";
import { setAssets } from "./ui/assets.ts";

const ASSETS = "build/assets";

/** The public site on an address of its own: no session, no form, no table but those of schema `published`. */
await runProcess("De openbare site", async () => {
  setAssets(readManifest(ASSETS));
  const config = readConfig(process.env);
  const handle = await openDatabase(config);
  const site = createSite({ db: handle.db, baseUrl: config.baseUrl, base: "", clock: systemClock });
  const app = createPublicSite(site.app, { assetFolder: ASSETS, baseUrl: config.baseUrl, log: warn });
  const door = await listen({ port: config.port, host: config.host, fetch: app.fetch, fastPath: site.fastPath });
  say(`De openbare site staat klaar op ${config.baseUrl}`);
  return async () => {
    await door.close();
    await handle.close();
  };
});
