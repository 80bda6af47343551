import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type SigningKey, sha256, sign } from "../keyholder/index.ts";
import { Stop } from "./errors.ts";
import { messages } from "./messages.nl.ts";
import { parseManifest } from "./output/manifest.ts";

/** Header with the partner's signature over {study, partner, run, name, sha256}, purpose DELIVERY. */
export const SIGNATURE_HEADER = "Rondetafel-Signature";
export const DELIVERY = "delivery";
/** The name that is signed to say that everything is there; its sha256 is that of manifest.json. */
export const READY = "klaar";
const TIMEOUT_MS = 600_000;

export interface DeliveredFile {
  readonly study: string;
  readonly partner: string;
  readonly run: string;
  readonly name: string;
  readonly sha256: string;
}

export const signDelivery = (file: DeliveredFile, privateKey: string): string => sign(DELIVERY, file, privateKey);

/** Where a delivery goes: <platform>/api/v1/onderzoeken/<study>/leveringen/<run>/<name>. */
export function deliveryUrl(platform: string, { study, run, name }: Omit<DeliveredFile, "partner" | "sha256">): string {
  const path = ["onderzoeken", study, "leveringen", run, name].map(encodeURIComponent).join("/");
  return new URL(`api/v1/${path}`, platform.endsWith("/") ? platform : `${platform}/`).href;
}

const answerInput = z.object({ message: z.string().max(2000) });

/** The platform's own words, when it has any. */
async function refusalOf(answer: Response): Promise<string> {
  const body = answerInput.safeParse(await answer.json().catch(() => null));
  return body.success ? body.data.message : messages.uploadUnknown;
}

const isLocal = ({ hostname }: URL): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

function requireSecure(platform: string): void {
  const url = URL.canParse(platform) ? new URL(platform) : null;
  if (url === null || (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal(url))))
    throw new Stop("usage", messages.uploadNotSecure);
}

interface Sending {
  readonly platform: string;
  readonly key: SigningKey;
  readonly fetch: typeof fetch;
}

async function send(
  { platform, key, fetch }: Sending,
  method: "PUT" | "POST",
  file: DeliveredFile,
  body: Uint8Array | null,
): Promise<void> {
  const headers: Record<string, string> = {
    [SIGNATURE_HEADER]: signDelivery(file, key.privateKey),
    // Who delivers is not in the address, and the platform has to know whose key to check with.
    "Rondetafel-Partner": file.partner,
    "Rondetafel-Sha256": file.sha256,
    ...(body === null ? {} : { "content-type": "application/octet-stream" }),
  };
  const request = { method, headers, redirect: "error" as const, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const whole = body === null ? request : { ...request, body: new Uint8Array(body) };
  const answer = await fetch(deliveryUrl(platform, file), whole).catch(() => {
    throw new Stop("upload", messages.uploadFailed(file.name));
  });
  if (!answer.ok) throw new Stop("upload", messages.uploadRefused(file.name, await refusalOf(answer)));
}

function readFile(output: string, name: string): Uint8Array {
  try {
    return readFileSync(join(output, name));
  } catch {
    throw new Stop("file", messages.fileUnreadable(join(output, name)));
  }
}

/**
 * Sends every file that the manifest names and then the manifest itself, and says that it is all there. Sending the
 * same again is harmless. Returns the run.
 */
export async function deliver(
  output: string,
  platform: string,
  key: SigningKey,
  onFile: (name: string) => void,
  doFetch: typeof fetch = fetch,
): Promise<string> {
  requireSecure(platform);
  const sending = { platform, key, fetch: doFetch };
  const text = readFile(output, "manifest.json");
  const { manifest } = parseManifest(Buffer.from(text).toString("utf8"));
  const { study, partner, run } = manifest;
  for (const { name, sha256: wanted } of manifest.files) {
    const bytes = readFile(output, name);
    if (sha256(bytes) !== wanted) throw new Stop("upload", messages.uploadChanged(name));
    await send(sending, "PUT", { study, partner, run, name, sha256: wanted }, bytes);
    onFile(name);
  }
  const hash = sha256(text);
  await send(sending, "PUT", { study, partner, run, name: "manifest.json", sha256: hash }, text);
  onFile("manifest.json");
  await send(sending, "POST", { study, partner, run, name: READY, sha256: hash }, null);
  return run;
}
