import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Env, isDomainError, STATUS_OF } from "../../platform/http.ts";
import { READY } from "../../pseudonymise/index.ts";
import { type Desk, INTAKE_JOB } from "./create.ts";
import { deliveryStatus, finishDelivery, identifyDeliverer, receiveFile, type SignedFile } from "./deliveries.ts";
import { messages } from "./messages.nl.ts";

/**
 * The door for the partner's tool, mounted at /api/v1/onderzoeken. No session and no cookie, so no origin to check:
 * every request is signed with the key of the charter, over what it is about, and that is checked before a byte is read.
 */
const claim = z.object({
  study: z.uuid(),
  run: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  partner: z.uuid(),
  name: z.string().min(1).max(100),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What the caller says it sends; not yet believed. */
const claimOf = (c: Context, name: string): SignedFile =>
  claim.parse({
    study: c.req.param("study"),
    run: c.req.param("run"),
    partner: c.req.header("rondetafel-partner"),
    name,
    sha256: c.req.header("rondetafel-sha256"),
  });

export function apiRoutes(desk: Desk): Hono<Env> {
  const { db, today } = desk;
  const api = new Hono<Env>();
  api.onError((error, c) => {
    if (isDomainError(error)) return c.json({ message: error.message }, STATUS_OF[error.reason]);
    if (error instanceof z.ZodError) return c.json({ message: messages.deliveries.errors.notFound }, 404);
    throw error;
  });
  const identify = (c: Context, file: SignedFile) =>
    identifyDeliverer(db, file, c.req.header("rondetafel-signature") ?? "", today());
  api.put("/:study/leveringen/:run/:name", async (c) => {
    const file = claimOf(c, c.req.param("name"));
    const deliverer = await identify(c, file);
    await receiveFile(desk, deliverer, file, c.req.raw.body ?? new Blob([]).stream());
    return c.json({ received: file.name });
  });
  api.post("/:study/leveringen/:run/klaar", async (c) => {
    const file = claimOf(c, READY);
    const deliverer = await identify(c, file);
    await finishDelivery(db, deliverer, file.run, (tx, deliveryId) => desk.enqueue(tx, INTAKE_JOB, { deliveryId }));
    return c.json(await deliveryStatus(db, deliverer, file.run), 202);
  });
  return api;
}
