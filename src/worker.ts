import { startResearch } from "./boot.ts";
import { startChores } from "./chores.ts";
import { readConfig } from "./config.ts";
import { openDatabase } from "./open.ts";
import { systemClock } from "./platform/clock.ts";
import { createJobs } from "./platform/jobs.ts";
import { createMail } from "./platform/mail.ts";
import { runProcess, say, warn } from "./process.ts";

/** Sends mail and does the chores, beside one or more servers on the same PostgreSQL. */
await runProcess("De werker", async () => {
  const config = readConfig(process.env);
  const handle = await openDatabase(config);
  const jobs = createJobs(handle);
  createMail({ db: handle.db, jobs, clock: systemClock, smtpUrl: config.smtpUrl, baseUrl: config.baseUrl });
  startResearch(handle, jobs, config);
  await jobs.start();
  const chores = startChores(handle.db, systemClock, warn);
  say("De werker staat klaar.");
  return async () => {
    await jobs.stop();
    await chores.stop();
    await handle.close();
  };
});
