import { readConfig } from "../config.ts";
import { fieldErrors, identityMessages, inviteFirstOffice, officeInput } from "../modules/identity/index.ts";
import { openDatabase } from "../open.ts";
import { systemClock } from "../platform/clock.ts";
import { createJobs } from "../platform/jobs.ts";
import { createMail } from "../platform/mail.ts";

/** `npm run invite -- e-mail naam`: the way in for the first person of the programme office of a new installation. */

const messages = identityMessages.firstOffice;
const RECOVER = "--herstel";

function readArguments(args: readonly string[]) {
  const [email, ...name] = args.filter((word) => word !== RECOVER);
  if (email === undefined || name.length === 0 || args.some((word) => word.startsWith("--") && word !== RECOVER))
    throw new Error(messages.usage);
  const parsed = officeInput.safeParse({ email, name: name.join(" ") });
  if (!parsed.success) throw new Error(`${Object.values(fieldErrors(parsed.error)).join(". ")}.\n${messages.usage}`);
  return { ...parsed.data, recover: args.includes(RECOVER) };
}

async function main(args: readonly string[]): Promise<void> {
  const input = readArguments(args);
  const config = readConfig(process.env);
  const { baseUrl, smtpUrl } = config;
  const handle = await openDatabase(config);
  try {
    const jobs = createJobs(handle);
    const mail = createMail({ db: handle.db, jobs, clock: systemClock, smtpUrl, baseUrl });
    await jobs.start({ work: false });
    try {
      const url = await inviteFirstOffice(handle.db, input, { mail, clock: systemClock, baseUrl });
      process.stdout.write(
        `${messages.done(input.name, url)}\n${smtpUrl === null ? messages.notMailed : messages.mailed}\n`,
      );
    } finally {
      await jobs.stop();
    }
  } finally {
    await handle.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
