import { ConfigError } from "./config.ts";
import { FolderLockedError } from "./platform/lock.ts";
import { PortTakenError } from "./platform/serve.ts";

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const warn = (line: string): void => void process.stderr.write(`${line}\n`);

function explain(name: string, error: unknown): string {
  if (error instanceof ConfigError || error instanceof FolderLockedError) return error.message;
  if (error instanceof PortTakenError)
    return `${error.message} Start met een andere poort, bijvoorbeeld: PORT=${error.port + 1} npm start`;
  const reason = error instanceof Error ? error.message : String(error);
  return `${name} kan niet starten: ${reason}`;
}

/**
 * Runs one process from start to a clean stop. `start` opens everything and returns how to close it; Ctrl-C or SIGTERM
 * closes it once. What goes wrong is said in one Dutch sentence, with exit code 1.
 */
export async function runProcess(name: string, start: () => Promise<() => Promise<void>>): Promise<void> {
  try {
    const stop = await start();
    let stopping = false;
    const finish = async (): Promise<void> => {
      if (stopping) return;
      stopping = true;
      say(`\n${name} stopt …`);
      await stop().catch((error: unknown) => {
        warn(`Stoppen ging niet goed: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
      });
      if (process.exitCode !== 1) say("Gestopt. Alles is bewaard.");
      process.exit();
    };
    process.on("SIGINT", () => void finish());
    process.on("SIGTERM", () => void finish());
    say("\nStoppen: Ctrl-C");
  } catch (error) {
    warn(explain(name, error));
    process.exit(1);
  }
}
