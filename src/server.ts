import { startRondetafel } from "./boot.ts";
import { readConfig } from "./config.ts";
import { runProcess, say } from "./process.ts";

/** The process that `npm start` runs: everything in one, on the embedded database unless DATABASE_URL says otherwise. */
await runProcess("Rondetafel", async () => {
  const running = await startRondetafel(readConfig(process.env), say);
  return () => running.stop();
});
