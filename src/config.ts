import { z } from "zod";

/** Everything that may differ between two places where Rondetafel runs; read once, here. */
export interface Config {
  readonly mode: "example" | "production";
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** PostgreSQL server; null means the embedded engine in dataDir. */
  readonly databaseUrl: string | null;
  /** Origin without trailing slash, as people type it. */
  readonly baseUrl: string;
  /** Null: mail is shown on the outbox page instead of sent. */
  readonly smtpUrl: string | null;
  readonly secret: string;
}

const optional = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value === "" ? null : value));

const environment = z.object({
  NODE_ENV: optional,
  PORT: z.coerce
    .number({ error: "PORT moet een getal zijn, bijvoorbeeld 3000." })
    .int()
    .min(0)
    .max(65535, "PORT moet tussen 0 en 65535 liggen.")
    .default(3000),
  DATA_DIR: z.string().min(1).default("data"),
  DATABASE_URL: optional,
  BASE_URL: optional,
  SMTP_URL: optional,
  SECRET: optional,
});

/** A setting that is wrong or missing: said in one Dutch sentence, before anything is opened. */
export class ConfigError extends Error {}

const EXAMPLE_SECRET = "voorbeeldgeheim-alleen-voor-uitproberen-op-de-eigen-computer";

function secretFor(mode: Config["mode"], given: string | null): string {
  if (mode === "example") return given ?? EXAMPLE_SECRET;
  if (given === null)
    throw new ConfigError("SECRET ontbreekt. Zet in productie een geheim van minstens 32 tekens in SECRET.");
  if (given.length < 32) throw new ConfigError("SECRET is te kort: gebruik minstens 32 tekens.");
  return given;
}

/**
 * Example mode is the default: it listens on loopback only and has sign-in links per role.
 * Production mode (NODE_ENV=production) needs SECRET and BASE_URL.
 * @throws ConfigError with a Dutch sentence that names the setting.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message).join(" "));
  const settings = parsed.data;
  const mode = settings.NODE_ENV === "production" ? "production" : "example";
  if (mode === "production" && settings.BASE_URL === null) {
    throw new ConfigError(
      "BASE_URL ontbreekt. Zet het adres waarop mensen Rondetafel openen, bijvoorbeeld https://rondetafel.example.nl.",
    );
  }
  const baseUrl = (settings.BASE_URL ?? `http://localhost:${settings.PORT}`).replace(/\/+$/, "");
  if (!URL.canParse(baseUrl)) throw new ConfigError("BASE_URL is geen geldig adres. Begin met https://.");
  return {
    mode,
    port: settings.PORT,
    host: mode === "example" ? "127.0.0.1" : "0.0.0.0",
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    baseUrl,
    smtpUrl: settings.SMTP_URL,
    secret: secretFor(mode, settings.SECRET),
  };
}
