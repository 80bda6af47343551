import type { Context, MiddlewareHandler } from "hono";

/** No script at all and nothing from elsewhere: what a page needs is in the page or on our own address. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Headers on every answer; yardstick: internet.nl and the NCSC guidelines for web applications. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
};

const STRICT_TRANSPORT = "max-age=31536000; includeSubDomains";

/** The headers for an address; HSTS only where it is https, or a laptop would lock itself out. */
export const securityHeadersFor = (baseUrl: string): Readonly<Record<string, string>> =>
  baseUrl.startsWith("https://")
    ? { ...SECURITY_HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT }
    : SECURITY_HEADERS;

/** Sets the headers on every answer of the application. */
export function securityHeaders(baseUrl: string): MiddlewareHandler {
  const headers = Object.entries(securityHeadersFor(baseUrl));
  return async (c, next) => {
    await next();
    for (const [name, value] of headers) c.res.headers.set(name, value);
  };
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Where the browser says the request came from; null when it says nothing. */
function originOf(c: Context): string | null {
  const origin = c.req.header("origin");
  if (origin !== undefined && origin !== "null") return origin;
  const referer = c.req.header("referer");
  if (referer !== undefined && URL.canParse(referer)) return new URL(referer).origin;
  return null;
}

/** Two names for one computer: people type localhost as well as 127.0.0.1. */
const sameOrigin = (given: string, own: string): boolean =>
  given === own ||
  given === own.replace("//localhost:", "//127.0.0.1:") ||
  given === own.replace("//127.0.0.1:", "//localhost:");

/**
 * Cross-site request forgery: a write must come from our own pages. The session cookie is SameSite=Lax as well;
 * this second lock also stops sign-in forgery. A request that names no origin at all is refused.
 */
export function requireOwnOrigin(baseUrl: string, refuse: (c: Context) => Response): MiddlewareHandler {
  const own = new URL(baseUrl).origin;
  return async (c, next) => {
    if (SAFE_METHODS.has(c.req.method)) return next();
    const origin = originOf(c);
    if (origin === null || !sameOrigin(origin, own)) return refuse(c);
    return next();
  };
}

/** Largest form that is taken in, in bytes: a whole document section fits many times over. */
export const MAX_FORM_BYTES = 1_000_000;

/** Refuses oversized bodies before they are read; a body without a length is counted while it comes in. */
export function limitBody(refuse: (c: Context) => Response): MiddlewareHandler {
  return async (c, next) => {
    if (SAFE_METHODS.has(c.req.method) || c.req.raw.body === null) return next();
    const announced = Number(c.req.header("content-length") ?? Number.NaN);
    if (announced > MAX_FORM_BYTES) return refuse(c);
    if (Number.isNaN(announced) && (await readLimited(c)) === null) return refuse(c);
    return next();
  };
}

async function readLimited(c: Context): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_FORM_BYTES) return null;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  c.req.raw = new Request(c.req.raw, { body, method: c.req.method, headers: c.req.raw.headers });
  return body;
}
